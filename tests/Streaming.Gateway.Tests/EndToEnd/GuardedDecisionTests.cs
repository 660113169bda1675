using System.Text.Json;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>What a guard changed is shown wherever the decision is.</summary>
public sealed class GuardedDecisionTests(Services services)
{
    [Fact]
    public async Task A_decision_that_a_guard_changed_says_so_everywhere()
    {
        using var shop = new ShopTopology(
            explain: "guards: { burst: { limit: { decision: large, most: 1, within: 10m, then: small, for: 1h } } }"
        );
        await using var gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [shop.File], jobs: 0);
        gateway.RunPipeline(shop);
        await gateway.PublishAsync(shop, [Order("first", 1)]);
        var topology = $"/v1/topologies/{shop.Name}";
        var before = (await gateway.PostAsync($"{topology}/decide", Order("e1", 150))).GetProperty("prediction");
        before.GetProperty("decision").GetString().ShouldBe("large");
        before.TryGetProperty("guard", out _).ShouldBeFalse();
        (await gateway.GetAsync($"{topology}/status")).GetProperty("tripped").GetArrayLength().ShouldBe(0);

        var decided = (await gateway.PostAsync($"{topology}/decide", Order("e2", 160))).GetProperty("prediction");
        (decided.GetProperty("decision").GetString(), decided.GetProperty("score").GetSingle()).ShouldBe(("small", 1));
        decided.GetProperty("guard").GetRawText().ShouldBe("""{"name":"burst","instead_of":"large"}""");

        var record = (await gateway.GetAsync($"{topology}/record?id=e2")).EnumerateArray().ShouldHaveSingleItem();
        record.GetProperty("decision").GetString().ShouldBe("small");
        record
            .GetProperty("guard")
            .GetRawText()
            .ShouldBe(
                """{"name":"burst","instead_of":"large","limited":"large","tripped":"2026-03-04T10:00:00Z","until":"2026-03-04T11:00:00Z","counted":2,"of":3,"isolation":null,"groups":null}"""
            );

        var tripped = (await gateway.GetAsync($"{topology}/status")).GetProperty("tripped").EnumerateArray().ShouldHaveSingleItem();
        (tripped.GetProperty("guard").GetString(), tripped.GetProperty("until").GetString()).ShouldBe(("burst", "2026-03-04T11:00:00Z"));

        var explained = await gateway.GetAsync($"{topology}/explanation?id=e2");
        explained.GetProperty("guard").GetProperty("instead_of").GetString().ShouldBe("large");
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
