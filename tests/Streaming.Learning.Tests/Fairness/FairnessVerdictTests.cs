using Streaming.Events.Time;
using Streaming.Learning.Fairness;
using Streaming.Topology.Model;

namespace Streaming.Learning.Tests.Fairness;

/// <summary>Whether groups keep to a bound, or nobody can tell.</summary>
public sealed class FairnessVerdictTests
{
    const int Smallest = 50;

    static readonly ProtectedAttribute Sex = Lender.Plan("sex: SEX").Topology.Fairness!.Attributes[0];

    /// <summary>f: 60 of 100 granted; m: 80 of 100. The ratio is 0.75, and turned round 1.33.</summary>
    [Theory]
    [InlineData(FairnessMetric.SelectionRateRatio, 0.8, FairnessOutcome.Broken, "it is not, of f 0.75 [")]
    [InlineData(FairnessMetric.SelectionRateRatio, 0.75, FairnessOutcome.Kept, "it is, of f 0.75 [")]
    [InlineData(FairnessMetric.SelectionRateDifference, 0.19, FairnessOutcome.Broken, "it is not, of f -0.2 [-0.319, -0.073], m 0.2 [")]
    [InlineData(FairnessMetric.SelectionRateDifference, 0.2, FairnessOutcome.Kept, "is to be at most 0.2: it is, of f -0.2 [")]
    [InlineData(FairnessMetric.AdverseRateRatio, 1.9, FairnessOutcome.Broken, "it is not, of f 2 [")]
    [InlineData(FairnessMetric.AdverseRateRatio, 2, FairnessOutcome.Kept, "it is, of f 2 [")]
    public void The_worst_group_tells(FairnessMetric metric, double bound, FairnessOutcome outcome, string words)
    {
        var verdict = Verdict(metric, bound, Report(("f", Tally(60, 40)), ("m", Tally(80, 20))));

        verdict.Outcome.ShouldBe(outcome);
        verdict.Words.ShouldContain(words);
        verdict
            .Figures.Keys.Order()
            .ShouldBe(
                new[] { "f", "f.high", "f.low", "m", "m.high", "m.low" }.Select(n => $"sex.{verdict.Metric}.{n}").Order(),
                ignoreOrder: true
            );
    }

    /// <summary>f: of 50 who pay back 30 are granted, of 50 others 20; m: 45 and 10. The differences are -0.3 and 0.2.</summary>
    [Theory]
    [InlineData(FairnessMetric.TruePositiveRateDifference, -0.3)]
    [InlineData(FairnessMetric.FalsePositiveRateDifference, 0.2)]
    [InlineData(FairnessMetric.EqualisedOddsDifference, -0.3)]
    [InlineData(FairnessMetric.PrecisionDifference, 30.0 / 50 - 45.0 / 55)]
    [InlineData(FairnessMetric.CalibrationDifference, 0.0)]
    public void Each_metric_is_its_own(FairnessMetric metric, double wanted)
    {
        var report = Report(("f", Tally(30, 20, 20, 30)), ("m", Tally(45, 5, 10, 40)));

        Verdict(metric, 1, report).Figures.First(f => f.Key.EndsWith(".f", StringComparison.Ordinal)).Value.ShouldBe(wanted, 1e-9);
        Verdict(metric, Math.Abs(wanted) + 1e-9, report).Outcome.ShouldBe(FairnessOutcome.Kept);
        if (wanted != 0)
            Verdict(metric, Math.Abs(wanted) - 1e-6, report).Outcome.ShouldBe(FairnessOutcome.Broken);
    }

    [Fact]
    public void A_group_that_is_too_small_leaves_it_undecided_unless_another_breaks_the_bound()
    {
        var even = Report(("f", Tally(80, 20)), ("m", Tally(80, 20)), ("x", Tally(1, 48)));
        var uneven = Report(("f", Tally(10, 90)), ("m", Tally(80, 20)), ("x", Tally(1, 48)));

        var verdict = Verdict(FairnessMetric.SelectionRateRatio, 0.8, even);
        (verdict.Outcome, verdict.Words).ShouldBe(
            (
                FairnessOutcome.Undecided,
                "By sex, the selection rate ratio is to be at least 0.8: nobody can tell, since 'x' has too few rows."
            )
        );
        Verdict(FairnessMetric.SelectionRateRatio, 0.8, uneven).Outcome.ShouldBe(FairnessOutcome.Broken);
    }

    [Fact]
    public void Too_few_labels_a_lone_group_and_no_group_leave_it_undecided()
    {
        Verdict(FairnessMetric.TruePositiveRateDifference, 0.1, Report(("f", Tally(48, 1, 0, 50)), ("m", Tally(50, 50))))
            .Words.ShouldContain("since of 'f', or of what it is held against, too few rows tell");
        Verdict(FairnessMetric.SelectionRateRatio, 0.8, Report(("f", Tally(80, 20))))
            .Words.ShouldContain("since 'f' has nothing to be held against");
        Verdict(FairnessMetric.SelectionRateRatio, 0.8, Report()).Words.ShouldContain("since no row is in a group");
        FairnessVerdict
            .Of(null, [new FairnessBound(FairnessMetric.SelectionRateRatio, 0.8)])
            .ShouldHaveSingleItem()
            .Words.ShouldContain("the topology declares no groups");
    }

    [Fact]
    public void A_reference_that_never_occurs_leaves_it_undecided()
    {
        var attribute = Lender.Plan("sex: { by: SEX, reference: d }").Topology.Fairness!.Attributes[0];
        var findings = AttributeFindings.Of(attribute, 0, [("f", Tally(80, 20)), ("m", Tally(80, 20))], Smallest);

        var verdict = Verdict(FairnessMetric.SelectionRateRatio, 0.8, new FairnessReport(200, null, [findings]));

        verdict.Outcome.ShouldBe(FairnessOutcome.Undecided);
        verdict.Words.ShouldContain("the reference 'd' never occurs");
    }

    static FairnessVerdict Verdict(FairnessMetric metric, double bound, FairnessReport report) =>
        FairnessVerdict.Of(report, [new FairnessBound(metric, bound)]).ShouldHaveSingleItem();

    internal static FairnessReport Report(params (string Name, GroupTally Tally)[] groups) =>
        new(groups.Sum(g => g.Tally.Rows), Timestamp.End, [AttributeFindings.Of(Sex, 0, groups, Smallest)]);

    /// <summary>Rows that were favoured rightly, not favoured though they should have been, favoured wrongly, and rightly not.</summary>
    internal static GroupTally Tally(int right, int missed, int wrong = 0, int refused = 0)
    {
        var tally = new GroupTally();
        foreach (
            var (count, favoured, deserved) in new[]
            {
                (right, true, true),
                (missed, false, true),
                (wrong, true, false),
                (refused, false, false),
            }
        )
        {
            for (var i = 0; i < count; i++)
                tally.Add(favoured, due: true, score: deserved ? 0 : 1, label: !deserved, deserved);
        }

        return tally;
    }
}
