using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Learning.Tests.Recorded;
using Streaming.Lineage.Tests.Setup;
using static Streaming.Learning.Tests.Fairness.Lender;

namespace Streaming.Learning.Tests.Fairness;

/// <summary>What tells groups that a model is not told of, from recorded history.</summary>
public sealed class ProxyReaderTests(DatabaseFixture database)
{
    [Fact]
    public async Task A_feature_that_stands_for_a_group_is_named_and_one_that_does_not_is_not()
    {
        await using var store = await database.NewStoreAsync();
        var plan = Lender.Plan("sex: SEX, age: { by: AGE, bands: [40] }");
        var loans = Loans(3000, seed: 11);
        await RecordAsync(store, plan, loans, partitions: 2);

        var report = await new ProxyReader(store).ReadAsync(plan, RecordedHistory.AllTime);

        report.Rows.ShouldBe(3000);
        var (sex, age) = (report.Attributes[0], report.Attributes[1]);
        sex.Groups.Select(g => (g.Name, g.Rows)).ShouldBe([("f", loans.Count(l => l.Sex == "f")), ("m", loans.Count(l => l.Sex == "m"))]);
        foreach (var group in sex.Groups)
        {
            var proxy = group.Features.ShouldHaveSingleItem();
            // Incomes lie in [1000, 1500), and 300 higher: of uniform ones, the lesser of two is of f with a chance of 1 - 0.4² / 2.
            proxy.Strength.ShouldBe(0.92, 0.02);
            proxy.AtLeast.ShouldBeInRange(0.88, proxy.Strength);
            group.Together!.Value.ShouldBe(0.92, 0.03);
            (proxy.Area.Value > 0.5).ShouldBe(group.Name == "m");
        }

        foreach (var group in age.Groups)
        {
            group.Features.ShouldHaveSingleItem().Strength.ShouldBe(0.5, 0.05);
            group.Together!.Value.ShouldBe(0.5, 0.08);
        }
    }

    [Fact]
    public async Task Nothing_is_said_of_a_group_that_is_too_small_nor_of_its_complement()
    {
        await using var store = await database.NewStoreAsync();
        var plan = Lender.Plan("sex: SEX, old: AGE >= 89", "smallest: 50");
        await RecordAsync(store, plan, Loans(1500, seed: 2));

        var report = await new ProxyReader(store).ReadAsync(
            plan,
            new TimeRange(Timestamp.Beginning, new Timestamp(9 * RecordedHistory.Day))
        );

        report.Rows.ShouldBe(9 * 144);
        report.Attributes[0].Groups.Count.ShouldBe(2);
        report.Attributes[1].Groups.ShouldBeEmpty();
    }
}
