namespace Streaming.Explanations.Scoring;

/// <summary>How the values of rows in which many features differ from the background are sampled.</summary>
public sealed record KernelOptions
{
    /// <summary>Coalitions that are scored for a row; null: 2,048 and two more for each feature that differs. Half of them are complements
    /// of the others. Where that is enough for all coalitions, values are exact.</summary>
    public int? Samples { get; init; }

    /// <summary>The same seed draws the same coalitions, whatever rows there are.</summary>
    public long Seed { get; init; }
}
