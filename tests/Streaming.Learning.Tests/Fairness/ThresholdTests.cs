using CsCheck;
using Streaming.Events.Time;
using Streaming.Learning.Fairness.Thresholds;
using Streaming.Learning.Tests.Recorded;
using Streaming.Lineage.Tests.Setup;
using static Streaming.Learning.Tests.Fairness.Lender;

namespace Streaming.Learning.Tests.Fairness;

/// <summary>Thresholds by group, where the topology allows them.</summary>
public sealed class ThresholdTests(DatabaseFixture database)
{
    const string Allowed = "smallest: 30, thresholds: { by: sex, because: a test }";

    /// <summary>Every threshold that could tell one row from another is tried by hand.</summary>
    [Fact]
    public void No_threshold_comes_nearer_to_the_rate() =>
        Gen.Select(Gen.Int[0, 20].Select(i => i / 20f).Array[1, 30], Gen.Double[0, 1], Gen.Bool)
            .Sample(
                (scores, target, high) =>
                {
                    var search = new ThresholdSearch(EqualisedRate.SelectionRate, high);
                    var rows = scores.Select(score => new ScoredRow(Timestamp.Epoch, 0, score, false, null)).ToList();

                    var found = search.Nearest(rows, target);

                    var best = Enumerable.Range(0, 42).Min(i => Off((i - 0.5f) / 40f + 0.0001f));
                    Off(found).ShouldBe(best, 1e-9);

                    double Off(float threshold) => Math.Abs(scores.Count(s => s >= threshold == high) / (double)scores.Length - target);
                }
            );

    /// <summary>Men get what they ask for more often than women, at the same threshold.</summary>
    [Theory]
    [InlineData(EqualisedRate.SelectionRate)]
    [InlineData(EqualisedRate.TruePositiveRate)]
    public async Task Rates_come_nearer_to_each_other_on_rows_that_they_were_not_worked_out_on(EqualisedRate rate)
    {
        await using var store = await database.NewStoreAsync();
        var plan = Lender.Plan("sex: SEX, age: { by: AGE, bands: [40] }", Allowed);
        var loans = Loans(24_000, seed: 21);
        await RecordAsync(store, plan, loans, partitions: 2);

        var report = await new ThresholdReader(store).ReadAsync(plan, rate, RecordedHistory.AllTime);

        report.Groups.Select(g => g.Name).ShouldBe(["f", "m"]);
        report.HighIsFavourable.ShouldBeFalse();
        var grouped = loans.Where(l => l.Sex is not null).ToList();
        grouped.Count(l => new Timestamp(l.At) >= report.TriedFrom).ShouldBe(grouped.Count - (int)(0.7 * grouped.Count));
        Gap(g => g.Recorded).ShouldBeGreaterThan(0.1);
        Gap(g => g.Proposed).ShouldBeLessThan(0.06);
        // Who scores lower by 0.15 is declined from a score that is lower by as much.
        (report.Groups[0].Threshold - report.Groups[1].Threshold).ShouldBe(0.15f, 0.06);

        double Gap(Func<GroupThreshold, Streaming.Learning.Fairness.GroupRates> which)
        {
            var rates = report
                .Groups.Select(which)
                .Select(r => (rate == EqualisedRate.SelectionRate ? r.Selection : r.TruePositive)!.Value)
                .ToList();
            return Math.Abs(rates[0] - rates[1]);
        }
    }

    [Fact]
    public async Task What_is_not_allowed_or_cannot_be_told_is_refused()
    {
        await using var store = await database.NewStoreAsync();
        var reader = new ThresholdReader(store);
        var few = Lender.Plan("sex: SEX", Allowed);
        await RecordAsync(store, few, Loans(60, seed: 1));

        (await Fault(Lender.Plan("sex: SEX"))).ShouldContain("does not let groups have thresholds of their own");
        (await Fault(few)).ShouldContain("Fewer than two groups of sex have 30 rows that tell");

        async Task<string> Fault(Streaming.Topology.Plan.PipelinePlan plan) =>
            (
                await Should.ThrowAsync<LearningException>(() =>
                    reader.ReadAsync(plan, EqualisedRate.TruePositiveRate, RecordedHistory.AllTime)
                )
            ).Message;
    }
}
