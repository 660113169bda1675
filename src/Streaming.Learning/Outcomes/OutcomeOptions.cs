using Streaming.Drift.Risk;

namespace Streaming.Learning.Outcomes;

/// <summary>How recorded scores are held against labels.</summary>
/// <param name="After">A row is judged when its label has had so long to become known, counted in event time.</param>
/// <param name="Risk">When the model has got worse.</param>
/// <param name="RunLength">Average run length to a false alarm of the error rate, in labelled rows: at least that.</param>
public sealed record OutcomeOptions(TimeSpan After, RiskOptions Risk, double RunLength = 1_000_000)
{
    /// <summary>Labelled rows of a block: figures are told of whole ones.</summary>
    public int BlockRows => Math.Max(50, Risk.ReferenceRows / 4);

    /// <summary>What is wrong with them; null: nothing.</summary>
    public string? Fault =>
        After < TimeSpan.Zero ? "Labels become known after what they label."
        : RunLength is not (>= 2 and <= 1e12) ? "The average run length is from 2 to 1,000,000,000,000 rows."
        : Risk.Fault;
}
