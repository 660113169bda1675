using Streaming.Learning.Trials;
using Streaming.Topology.Model;

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

    /// <summary>Times the alerts of who decides that it may raise, or as many times fewer, once it has scored <see cref="ShadowRows"/>;
    /// null: any number.</summary>
    public double? Alerts { get; init; }

    /// <summary>Share of the rows that it may raise alerts on, from then on; null: any.</summary>
    public double? MostAlerts { get; init; }

    /// <summary>Population stability index of its scores against those of the champion, at most, from then on; null: any.</summary>
    public double? Scores { get; init; }

    /// <summary>How far the declared groups may fare from each other before it is promoted.</summary>
    public IReadOnlyList<FairnessBound> Fairness { get; init; } = [];

    /// <summary>A person promotes it; what is shown is shown to them.</summary>
    public bool ByHand { get; init; }

    /// <summary>What decides whether it is better or worse.</summary>
    public TrialRule Rule { get; init; } = new();
}
