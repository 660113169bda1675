using System.Text.Json;
using Streaming.Application.DescribeTopology;
using Streaming.Application.Operations;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>A system card says what is known, and what is not.</summary>
public sealed class SystemCardTests(Services services)
{
    [Fact]
    public async Task What_nobody_declared_is_not_made_up()
    {
        using var shop = new ShopTopology();
        var card = await CardAsync(shop);

        Fact(card, "intended purpose").ShouldBeNull();
        Fact(card, "decisions").ShouldBe("large, small");
        Fact(card, "outcomes").ShouldBe("1 large, 2 small");
        Fact(card, "kept for").ShouldBe("ever");
        Fact(card, "contests").ShouldBe("0 taken down, 0 open, 0 overdue, 0 led to another decision");
        Duty(card, "22 (3)").ShouldBe(("not_declared", "the file does not declare `oversight.answer_within`"));
        Duty(card, "15 (4)").ShouldBe(("not_provided", "no version is in use that was measured when it was trained"));
        Duty(card, "17").Item1.ShouldBe("not_provided");
        Duty(card, "14 (4) (e)").ShouldBe(("produced", "control.fallback"));
        Duty(card, "19, 26 (6)").Item1.ShouldBe("produced");
    }

    [Fact]
    public async Task What_is_declared_is_said_and_means_nothing_but_itself()
    {
        using var shop = new ShopTopology(
            explain: "oversight: { purpose: '<b>Orders</b> | only', four_eyes: true, answer_within: 7d }\nlineage: { keep: 30d }"
        );
        var card = await CardAsync(shop);

        Fact(card, "intended purpose").ShouldBe("<b>Orders</b> | only");
        Fact(card, "another decision takes").ShouldBe("two people");
        Fact(card, "contests are answered within").ShouldBe("7d");
        Duty(card, "22 (3)").Item1.ShouldBe("produced");
        Duty(card, "19, 26 (6)").ShouldBe(("not_provided", "`lineage.keep` is shorter"));

        var page = Path.Combine(shop.Folder, "card.html");
        var typed = new SystemCard("shop", DateTimeOffset.UnixEpoch, [new CardFact("What", "purpose", "<b>Orders</b> | only")], []);
        SystemCardFile.Write(page, typed);
        (await File.ReadAllTextAsync(page)).ShouldContain("&lt;b&gt;Orders&lt;/b&gt; | only");
        SystemCardFile.Markdown(typed).ShouldContain(@"| purpose | &lt;b&gt;Orders&lt;/b&gt; \| only |");
    }

    async Task<JsonElement> CardAsync(ShopTopology shop)
    {
        await using var gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [shop.File], jobs: 0);
        gateway.RunPipeline(shop);
        await gateway.PublishAsync(
            shop,
            new[] { 5, 50, 500 }.Select(
                (amount, i) => $$"""{"id":"o{{i}}","at":"2026-03-04T10:00:0{{i}}Z","customer":"c","amount":{{amount}}}"""
            )
        );
        return await gateway.GetAsync($"/v1/topologies/{shop.Name}/card");
    }

    static string? Fact(JsonElement card, string name) =>
        card.GetProperty("facts").EnumerateArray().Single(f => f.GetProperty("name").GetString() == name).GetProperty("value").GetString();

    static (string, string) Duty(JsonElement card, string place)
    {
        var duty = card.GetProperty("duties").EnumerateArray().Single(d => d.GetProperty("place").GetString() == place);
        var evidence = duty.GetProperty("evidence").EnumerateArray().Select(e => e.GetString()!).ToList();
        evidence.Except(OperationRegistry.All.Select(o => o.Info.Name)).ShouldBeEmpty();
        return (duty.GetProperty("state").GetString()!, duty.GetProperty("lacks").GetString() ?? string.Join(", ", evidence));
    }
}
