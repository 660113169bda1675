namespace Streaming.Explanations.Counterfactuals;

/// <summary>How far counterfactuals are sought.</summary>
public sealed record CounterfactualOptions
{
    /// <summary>Answers that are wanted: each changes other features.</summary>
    public int Count { get; init; } = 3;

    /// <summary>All changes of up to so many features are looked at; what changes more is sought, but not always found.</summary>
    public int MostChanged { get; init; } = 3;

    /// <summary>Nodes and table entries that may be looked at for one row: about a second's work.</summary>
    public long Steps { get; init; } = 200_000_000;

    /// <summary>States that are followed where more features change.</summary>
    public int BeamWidth { get; init; } = 8;
}
