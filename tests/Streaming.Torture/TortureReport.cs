using Streaming.Torture.Checking;

namespace Streaming.Torture;

/// <summary>One fault and what followed.</summary>
/// <param name="Number">In the order in which they struck, over all scenes.</param>
/// <param name="Where">Where and when it struck.</param>
/// <param name="Seconds">Until everything published by then was visible; null where that did not come, or was not waited for.</param>
public sealed record StruckFault(int Number, string Kind, string Where, double? Seconds);

/// <summary>What the checks looked at.</summary>
/// <param name="Scorers">The rule and model versions that scored in one scene; of several scenes, the most.</param>
/// <param name="Runs">Learning runs that came to their ends.</param>
/// <param name="Promoted">Those of them whose version was promoted.</param>
public sealed record TortureCounts(
    long Events = 0,
    long Labels = 0,
    long Predictions = 0,
    long Quarantined = 0,
    long Batches = 0,
    long Replayed = 0,
    long ComparedWithBaseline = 0,
    long Scorers = 0,
    long Runs = 0,
    long Promoted = 0
)
{
    public static TortureCounts operator +(TortureCounts a, TortureCounts b) =>
        new(
            a.Events + b.Events,
            a.Labels + b.Labels,
            a.Predictions + b.Predictions,
            a.Quarantined + b.Quarantined,
            a.Batches + b.Batches,
            a.Replayed + b.Replayed,
            a.ComparedWithBaseline + b.ComparedWithBaseline,
            Math.Max(a.Scorers, b.Scorers),
            a.Runs + b.Runs,
            a.Promoted + b.Promoted
        );
}

/// <summary>Outcome of a torture, over all its scenes.</summary>
public sealed record TortureReport
{
    public required int Seed { get; init; }

    public required IReadOnlyList<StruckFault> Faults { get; init; }

    /// <summary>Kinds of faults that cannot be had here, and why.</summary>
    public required IReadOnlyDictionary<string, string> LeftOut { get; init; }

    public required TortureCounts Counts { get; init; }

    public required IReadOnlyDictionary<FindingKind, int> Findings { get; init; }

    public required IReadOnlyList<Finding> First { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Nothing is wrong.</summary>
    public bool Passed => Findings.Count == 0;
}
