using Streaming.Learning.Trials;

namespace Streaming.Learning.Rollouts;

/// <summary>How carefully a version is rolled out.</summary>
public sealed record RolloutPolicy
{
    /// <summary>Rows that it scores as a shadow, without failing, before it decides anything.</summary>
    public long ShadowRows { get; init; } = 1000;

    /// <summary>Share of the keys that it decides about as a canary.</summary>
    public double CanaryShare { get; init; } = 0.1;

    /// <summary>Labelled rows after which a version that was not shown to be better is taken back.</summary>
    public long MostLabelled { get; init; } = 100_000;

    /// <summary>Labelled rows in which the champion is still held against the version before it; 0: none.</summary>
    public long WatchLabelled { get; init; } = 10_000;

    /// <summary>What decides whether it is better or worse.</summary>
    public TrialRule Rule { get; init; } = new();
}
