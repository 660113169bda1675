using Streaming.Application.SummariseExplanations;
using Streaming.Explanations.Trees;
using Streaming.Gateway.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>What moves the scores of a range is what moves each of its scores. The model looks at the amount alone.</summary>
public sealed class ExplanationsTests(Services services) : IAsyncLifetime
{
    static readonly double Sure = Math.Log(0.9 / 0.1);

    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    string Path => $"/v1/topologies/{_shop.Name}/explanations";

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
    public async Task Sizes_and_changes_are_those_of_the_rows()
    {
        // Six of ten training rows were below. Later on amounts are greater: half of them are above, where none was before.
        await ShopModels.PromoteAsync(_shop, _database, [new TreeCovers([10], [6, 4])], ShopModels.Above(100));
        _gateway.RunPipeline(_shop);
        await _gateway.PublishAsync(
            _shop,
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    $$"""{"id":"o{{i}}","at":"2026-03-04T10:{{i / 60:00}}:{{i % 60:00}}Z","customer":"c{{i % 7}}","amount":{{(i >= 100 && i % 2 == 0 ? 150 : 50)}}}"""
                )
        );

        var found = await _gateway.GetAsync($"{Path}?rows=1000");
        (found.GetProperty("seen").GetInt32(), found.GetProperty("drawn").GetInt32(), found.GetProperty("version").GetInt32()).ShouldBe(
            (200, 200, 1)
        );
        found.GetProperty("base").GetDouble().ShouldBe(-0.2 * Sure, 1e-9);
        var amount = found.GetProperty("features")[0];
        amount.GetProperty("feature").GetString().ShouldBe("amount");
        var shares = amount.GetProperty("shares");
        shares.GetProperty("earlier").GetDouble().ShouldBe(0.8 * Sure, 1e-9);
        shares.GetProperty("later").GetDouble().ShouldBe(((0.8 + 1.2) / 2) * Sure, 1e-9);
        shares.GetProperty("size").GetDouble().ShouldBe(0.9 * Sure, 1e-9);
        (shares.GetProperty("distance").GetDouble(), shares.GetProperty("changed").GetBoolean()).ShouldBe((0.5, true));
        var effect = amount.GetProperty("effect");
        effect.GetProperty("values").EnumerateArray().Select(v => v.GetDouble()).ShouldBe([50, 150]);
        var effects = effect.GetProperty("effects").EnumerateArray().Select(v => v.GetDouble()).ToList();
        (effects[1] - effects[0]).ShouldBe(0.8, 1e-6);
        found.GetProperty("features")[1].GetProperty("shares").GetProperty("size").GetDouble().ShouldBe(0);

        var later = await _gateway.GetAsync($"{Path}?from=2026-03-04T10:02:00Z");
        later.GetProperty("drawn").GetInt32().ShouldBe(80);
        later.GetProperty("features")[0].GetProperty("shares").GetProperty("changed").GetBoolean().ShouldBeFalse();

        var page = System.IO.Path.Combine(_shop.Folder, "why.html");
        var request = new SummariseExplanationsRequest { Topology = _shop.File, Plot = page };
        (await _gateway.RunAsync(new SummariseExplanationsOperation(), request)).Plot.ShouldBe(page);
        var text = await File.ReadAllTextAsync(page);
        text.ShouldStartWith("<!doctype html>");
        text.Split("<figure>").Length.ShouldBe(1 + 2 + 2 + 1 + 1, "contributions, halves, two dependences, two effects of which");
    }

    [Fact]
    public async Task What_cannot_be_told_is_said()
    {
        await _gateway.ProblemAsync($"{Path}?rows=10", 400);
        (await _gateway.ProblemAsync(Path, 404)).GetProperty("detail").GetString()!.ShouldContain("No version");
        await ShopModels.PromoteAsync(_shop, _database, covers: null, ShopModels.Above(100));
        (await _gateway.ProblemAsync(Path, 409)).GetProperty("detail").GetString()!.ShouldContain("no scored events");
        await _gateway.ProblemAsync($"{Path}?version=9", 404);
        var picture = new SummariseExplanationsRequest { Topology = _shop.File, Plot = "why.png" };
        (
            await Should.ThrowAsync<StreamingException>(() => _gateway.RunAsync(new SummariseExplanationsOperation(), picture))
        ).Message.ShouldContain(".html");

        _gateway.RunPipeline(_shop);
        await _gateway.PublishAsync(
            _shop,
            Enumerable.Range(0, 10).Select(i => $$"""{"id":"o{{i}}","at":"2026-03-04T10:00:{{i:00}}Z","customer":"c1","amount":{{i}}}""")
        );
        var found = await _gateway.GetAsync(Path);
        found.GetProperty("why_no_shares").GetString()!.ShouldContain("covers");
        found.GetProperty("features")[0].GetProperty("effect").GetProperty("values").GetArrayLength().ShouldBeGreaterThan(1);
    }
}
