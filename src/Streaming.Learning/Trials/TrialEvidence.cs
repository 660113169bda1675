using Streaming.Learning.Evaluation;

namespace Streaming.Learning.Trials;

/// <summary>
/// What labelled rows say of two models that scored the same ones. Compared is the squared error of the score (Brier, Verification of
/// forecasts expressed in terms of probability, 1950), which is smallest in the mean for whoever gives the true probabilities; scores are
/// cut to 0..1.
/// </summary>
/// <param name="OneError">Mean squared error of the one.</param>
/// <param name="OtherError">Mean squared error of the other.</param>
/// <param name="ForBetter">Evidence that the other's is smaller by more than the margin, as a multiple of the stake.</param>
/// <param name="ForWorse">Evidence that it is greater by more than the tolerance.</param>
/// <param name="Enough">Evidence of this much decides.</param>
public sealed record TrialEvidence(double OneError, double OtherError, double ForBetter, double ForWorse, double Enough)
{
    /// <summary>What the rows say.</summary>
    public TrialVerdict Verdict =>
        ForWorse >= Enough ? TrialVerdict.Worse
        : ForBetter >= Enough ? TrialVerdict.Better
        : TrialVerdict.Undecided;

    /// <param name="one">Scores [rows].</param>
    /// <param name="other">Scores of the same rows.</param>
    /// <param name="labels">What they turned out to be.</param>
    /// <param name="rule">What decides.</param>
    public static TrialEvidence Of(ReadOnlySpan<float> one, ReadOnlySpan<float> other, ReadOnlySpan<bool> labels, TrialRule rule)
    {
        var better = new PairedEvidence(rule.Margin);
        var worse = new PairedEvidence(rule.Tolerance);
        var (errors, others) = (0.0, 0.0);
        for (var row = 0; row < labels.Length; row++)
        {
            var (error, another) = (SquaredError.Of(one[row], labels[row]), SquaredError.Of(other[row], labels[row]));
            better.Add(error - another);
            worse.Add(another - error);
            errors += error;
            others += another;
        }

        var count = Math.Max(1, labels.Length);
        return new TrialEvidence(errors / count, others / count, better.Wealth, worse.Wealth, rule.Enough);
    }
}
