using System.Text.Json;
using Streaming.Application.ExplainDecision;
using Streaming.Application.ExplainModel;
using Streaming.Application.FallBack;
using Streaming.Explanations.Trees;
using Streaming.Gateway.Tests.Setup;
using Streaming.Inference.Models;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>A recorded decision is explained with the version that made it. The model looks at the amount alone.</summary>
public sealed class ExplainDecisionTests(Services services) : IAsyncLifetime
{
    /// <summary>What <see cref="ShopModels.Above"/> says above the amount, in log-odds; below it is as far on the other side.</summary>
    static readonly double Sure = Math.Log(0.9 / 0.1);

    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task Contributions_add_up_along_the_paths_that_the_registry_counted()
    {
        // Six of ten training rows were below.
        var lineageId = await DecideAsync([new TreeCovers([10], [6, 4])], ShopModels.Above(100));

        var explained = await _gateway.GetAsync($"/v1/topologies/{_shop.Name}/explanation?id=e1");
        explained.GetProperty("lineage_id").GetString().ShouldBe(lineageId);
        explained.GetProperty("decision").GetString().ShouldBe("large");
        var shares = explained.GetProperty("shares");
        shares.GetProperty("method").GetString().ShouldBe("path");
        shares.GetProperty("scored_again").GetBoolean().ShouldBeTrue();
        shares.GetProperty("base").GetDouble().ShouldBe(-0.2 * Sure, 1e-9);
        shares.GetProperty("margin").GetDouble().ShouldBe(Sure, 1e-9);
        var features = shares.GetProperty("features").EnumerateArray().ToList();
        features.Select(f => f.GetProperty("feature").GetString()).ShouldBe(["amount", "orders_1d"]);
        features[0].GetProperty("value").GetDouble().ShouldBe(150);
        features[0].GetProperty("contribution").GetDouble().ShouldBe(1.2 * Sure, 1e-9);
        features[1].GetProperty("contribution").GetDouble().ShouldBe(0);

        await _gateway.ProblemAsync($"/v1/topologies/{_shop.Name}/explanation?id=nobody", 404);
    }

    [Fact]
    public async Task Without_covers_it_is_compared_with_rows_that_somebody_names()
    {
        await DecideAsync(covers: null, ShopModels.Above(100));
        var refused = await _gateway.ProblemAsync($"/v1/topologies/{_shop.Name}/explanation?id=e1", 409);
        refused.GetProperty("detail").GetString()!.ShouldContain("was registered without covers");

        var background = Path.Combine(_shop.Folder, "background.csv");
        await File.WriteAllTextAsync(background, "orders_1d,amount\n1,50\n");
        var shares = (await ExplainAsync(new ExplainDecisionRequest(_shop.File, "e1") { Background = background })).Shares!;
        (shares.Method, shares.Against).ShouldBe((ExplainMethod.Tree, $"the 1 rows of {background}, each in turn"));
        shares.Base.ShouldBe(-Sure, 1e-9);
        shares.Features[0].Contribution.ShouldBe(2 * Sure, 1e-9);
    }

    [Theory]
    [InlineData("why.svg", "<svg")]
    [InlineData("why.html", "<!doctype html>")]
    public async Task The_waterfall_is_drawn_in_a_file(string name, string beginning)
    {
        await DecideAsync([new TreeCovers([10], [6, 4])], ShopModels.Above(100));
        var file = Path.Combine(_shop.Folder, name);
        (await ExplainAsync(new ExplainDecisionRequest(_shop.File, "e1") { Plot = file })).Plot.ShouldBe(file);
        var drawn = await File.ReadAllTextAsync(file);
        drawn.ShouldContain(beginning);
        drawn.ShouldNotContain("<script");
        var wrong = new ExplainDecisionRequest(_shop.File, "e1") { Plot = file + ".gif" };
        (await Should.ThrowAsync<StreamingException>(() => ExplainAsync(wrong))).Message.ShouldContain(".svg or .html");
    }

    [Fact]
    public async Task A_decision_of_the_rule_says_so_and_a_model_without_trees_too()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Picky());
        await RunAsync();
        await SendAsync("e1", 5);
        (
            await Should.ThrowAsync<StreamingException>(() => ExplainAsync(new ExplainDecisionRequest(_shop.File, "e1")))
        ).Message.ShouldStartWith($"{_shop.Name} version 1 cannot be explained: ");

        await _gateway.RunAsync(new FallBackOperation(), new FallBackRequest(_shop.File));
        while ((await SendAsync("e2", 150)).GetProperty("model").TryGetProperty("name", out _)) { }
        var file = Path.Combine(_shop.Folder, "why.svg");
        var explained = await ExplainAsync(new ExplainDecisionRequest(_shop.File, "e2") { Plot = file });
        (explained.Rule, explained.Shares, explained.Model, explained.Decision).ShouldBe(
            ("if(amount > 100, 1, 0.25)", null, null, "large")
        );
        (explained.Plot, File.Exists(file)).ShouldBe((null, false));
    }

    /// <summary>An event of 150 that a model has decided; its lineage id.</summary>
    async Task<string> DecideAsync(IReadOnlyList<TreeCovers>? covers, ModelContent model)
    {
        await ShopModels.PromoteAsync(_shop, _database, covers, model);
        await RunAsync();
        return (await SendAsync("e1", 150)).GetProperty("lineage_id").GetString()!;
    }

    async Task RunAsync()
    {
        _gateway.RunPipeline(_shop);
        await _gateway.PublishAsync(_shop, [Order("first", 1)]);
    }

    async Task<JsonElement> SendAsync(string id, double amount) =>
        (await _gateway.PostAsync($"/v1/topologies/{_shop.Name}/decide", Order(id, amount))).GetProperty("prediction");

    Task<ExplainedDecision> ExplainAsync(ExplainDecisionRequest request) => _gateway.RunAsync(new ExplainDecisionOperation(), request);

    static string Order(string id, double amount) =>
        JsonSerializer.Serialize(
            new
            {
                id,
                at = "2026-03-04T10:00:00Z",
                customer = "c1",
                amount,
            }
        );
}
