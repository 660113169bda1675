using System.Text.Json;
using Streaming.Application.ExplainDecision;
using Streaming.Explanations.Trees;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>What would have led to another decision, where the topology says what may change. The model looks at the amount
/// alone.</summary>
public sealed class OtherDecisionTests(Services services)
{
    [Fact]
    public async Task The_smallest_permitted_change_is_shown_with_what_the_model_makes_of_it()
    {
        using var shop = new ShopTopology(explain: "explain: { actionable: { amount: down by 0.3 from 0, orders_1d: any by 1 } }");
        await using var gateway = await DecidedAsync(shop, withModel: true);
        var path = $"/v1/topologies/{shop.Name}/explanation?id=e1";

        var otherwise = (await gateway.GetAsync(path)).GetProperty("otherwise");
        otherwise.GetProperty("outcome").GetString().ShouldBe("found");
        var answer = otherwise.GetProperty("answers").EnumerateArray().ShouldHaveSingleItem();
        answer.GetProperty("decision").GetString().ShouldBe("small");
        answer.GetProperty("score").GetSingle().ShouldBe(0.1f, 1e-6);
        answer.GetProperty("is_least").GetBoolean().ShouldBeTrue();
        var change = answer.GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        change.GetProperty("feature").GetString().ShouldBe("amount");
        change.GetProperty("from").GetSingle().ShouldBe(150);
        change.GetProperty("to").GetSingle().ShouldBe(99.9f, "167 steps of 0.3");

        var already = (await gateway.GetAsync(path + "&wanted=large")).GetProperty("otherwise");
        already.GetProperty("outcome").GetString().ShouldBe("already_so");
        var unknown = await gateway.ProblemAsync(path + "&wanted=tiny", 400);
        unknown.GetProperty("detail").GetString()!.ShouldContain("there are the decisions large, small");

        var page = Path.Combine(shop.Folder, "why.html");
        await gateway.RunAsync(new ExplainDecisionOperation(), new ExplainDecisionRequest(shop.File, "e1") { Plot = page });
        (await File.ReadAllTextAsync(page)).ShouldContain("amount 150 → 99.9");
    }

    [Theory]
    [InlineData("orders_1d: any", "none", "nothing that may change makes a difference")]
    [InlineData("amount: up", "none", "nothing that may change makes a difference")]
    public async Task That_none_exists_is_an_answer(string actionable, string outcome, string said)
    {
        using var shop = new ShopTopology(explain: $"explain: {{ actionable: {{ {actionable} }} }}");
        await using var gateway = await DecidedAsync(shop, withModel: true);
        var otherwise = (await gateway.GetAsync($"/v1/topologies/{shop.Name}/explanation?id=e1")).GetProperty("otherwise");
        otherwise.GetProperty("outcome").GetString().ShouldBe(outcome);
        otherwise.GetProperty("says").GetString()!.ShouldContain(said);
    }

    [Fact]
    public async Task A_decision_of_the_rule_says_so()
    {
        using var shop = new ShopTopology(explain: "explain: { actionable: { amount: down } }");
        await using var gateway = await DecidedAsync(shop, withModel: false);
        var explained = await gateway.GetAsync($"/v1/topologies/{shop.Name}/explanation?id=e1");
        explained.GetProperty("otherwise").GetProperty("outcome").GetString().ShouldBe("rule");
        explained.GetProperty("rule").GetString().ShouldBe("if(amount > 100, 1, 0.25)");
    }

    /// <summary>A gateway with an event of 150 that is decided.</summary>
    async Task<RunningGateway> DecidedAsync(ShopTopology shop, bool withModel)
    {
        var database = await services.NewDatabaseAsync();
        if (withModel)
            await ShopModels.PromoteAsync(shop, database, [new TreeCovers([10], [6, 4])], ShopModels.Above(100));
        var gateway = await RunningGateway.StartAsync(services, database, [shop.File], jobs: 0);
        gateway.RunPipeline(shop);
        await gateway.PublishAsync(shop, [Order("first", 1)]);
        await gateway.PostAsync($"/v1/topologies/{shop.Name}/decide", Order("e1", 150));
        return gateway;
    }

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
