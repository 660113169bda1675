using CsCheck;
using Streaming.Learning.Trials;

namespace Streaming.Learning.Tests.Trials;

/// <summary>The verdict may be looked at as often as one likes: it is wrong as rarely as it says.</summary>
public sealed class TrialEvidenceTests
{
    const int Trials = 10_000;
    const int Batches = 40;
    const int BatchRows = 25;

    /// <summary>Two models that err alike, looked at after each of 40 batches: few trials say one is better.</summary>
    [Fact]
    public void Of_ten_thousand_trials_of_equals_few_are_decided()
    {
        var (better, worse) = (0, 0);
        Parallel.For(0, Trials, trial =>
        {
            var (forBetter, forWorse) = (new PairedEvidence(0), new PairedEvidence(0));
            var (saidBetter, saidWorse) = (false, false);
            var random = new Random(trial);
            for (var row = 1; row <= Batches * BatchRows; row++)
            {
                var difference = Difference(random, worseBy: 0);
                forBetter.Add(difference);
                forWorse.Add(-difference);
                if (row % BatchRows == 0)
                {
                    saidBetter |= forBetter.Wealth >= 20;
                    saidWorse |= forWorse.Wealth >= 20;
                }
            }

            if (saidBetter)
                Interlocked.Increment(ref better);
            if (saidWorse)
                Interlocked.Increment(ref worse);
        });
        // The seeds are fixed, so that this is one number and no chance.
        better.ShouldBeLessThan(Trials / 20);
        worse.ShouldBeLessThan(Trials / 20);
        // And it is no test that never decides.
        better.ShouldBeGreaterThan(0);
        worse.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void One_that_is_better_is_found_so_and_the_other_worse()
    {
        var random = new Random(5);
        var (one, other, labels) = Rows(random, 3000, noise: 0.5f);
        TrialEvidence.Of(one, other, labels, new TrialRule()).Verdict.ShouldBe(TrialVerdict.Better);
        TrialEvidence.Of(other, one, labels, new TrialRule()).Verdict.ShouldBe(TrialVerdict.Worse);
        TrialEvidence.Of(one, one, labels, new TrialRule()).Verdict.ShouldBe(TrialVerdict.Undecided);
        TrialEvidence.Of(one, other, labels, new TrialRule { Margin = 0.2 }).Verdict.ShouldBe(TrialVerdict.Undecided);
        TrialEvidence.Of(other, one, labels, new TrialRule { Tolerance = 0.2 }).Verdict.ShouldBe(TrialVerdict.Undecided);
        TrialEvidence.Of(one, other, labels, new TrialRule { Alpha = 1e-300 }).Verdict.ShouldBe(TrialVerdict.Undecided);
    }

    [Fact]
    public void The_evidence_does_not_depend_on_the_order_of_the_rows() =>
        Gen.Select(Gen.Double[-1, 1].Array[1, 50], Gen.Double[0, 0.5])
            .Sample(
                (differences, bound) =>
                {
                    var (forwards, backwards) = (new PairedEvidence(bound), new PairedEvidence(bound));
                    foreach (var difference in differences)
                        forwards.Add(difference);
                    foreach (var difference in differences.Reverse())
                        backwards.Add(difference);
                    backwards.Wealth.ShouldBe(forwards.Wealth, 1e-9 * forwards.Wealth);
                    forwards.Wealth.ShouldBeGreaterThan(0);
                }
            );

    /// <summary>No row may make somebody richer on average while the mean lies at the bound, whatever the differences are.</summary>
    [Fact]
    public void A_row_gains_nothing_on_average_at_the_bound() =>
        Gen.Select(Gen.Double[-0.99, 0.99], Gen.Double[0, 1], Gen.Double[0, 1])
            .Sample(
                (bound, below, above) =>
                {
                    // Two values around the bound, with the chances that make it their mean.
                    var (low, high) = (bound - below * (bound + 1), bound + above * (1 - bound));
                    if (high - low < 1e-9)
                        return;
                    var chance = (bound - low) / (high - low);
                    var (won, lost) = (new PairedEvidence(bound), new PairedEvidence(bound));
                    won.Add(high);
                    lost.Add(low);
                    (chance * won.Wealth + (1 - chance) * lost.Wealth).ShouldBe(1, 1e-9);
                }
            );

    [Fact]
    public void Scores_that_are_no_probabilities_are_cut_and_none_at_all_is_as_wrong_as_can_be()
    {
        var evidence = TrialEvidence.Of([7, float.NaN, -3], [1, 0, 0], [true, false, false], new TrialRule());
        evidence.OneError.ShouldBe(1.0 / 3);
        evidence.OtherError.ShouldBe(0);
    }

    static double Difference(Random random, float worseBy)
    {
        var (one, other, label) = Row(random, worseBy);
        return Squared(one, label) - Squared(other, label);

        static double Squared(float score, bool label) => (double)(score - (label ? 1 : 0)) * (score - (label ? 1 : 0));
    }

    static (float[] One, float[] Other, bool[] Labels) Rows(Random random, int count, float noise)
    {
        var rows = Enumerable.Range(0, count).Select(_ => Row(random, noise)).ToList();
        return ([.. rows.Select(r => r.One)], [.. rows.Select(r => r.Other)], [.. rows.Select(r => r.Label)]);
    }

    /// <summary>Both know the chance of the label but for an error of their own; the one's may be greater.</summary>
    static (float One, float Other, bool Label) Row(Random random, float worseBy)
    {
        var chance = random.NextSingle();
        var label = random.NextSingle() < chance;
        return (Off(0.4f + worseBy), Off(0.4f), label);

        float Off(float by) => Math.Clamp(chance + by * (random.NextSingle() - 0.5f), 0, 1);
    }
}
