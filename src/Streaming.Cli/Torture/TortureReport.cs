using Streaming.Cli.Torture.Checking;

namespace Streaming.Cli.Torture;

/// <summary>One fault and what followed.</summary>
/// <param name="Where">Where and when it struck.</param>
/// <param name="Seconds">Until everything published by then was visible; null where that did not come, or was not waited for.</param>
public sealed record StruckFault(int Number, string Kind, string Where, double? Seconds);

/// <summary>What the checks looked at.</summary>
public sealed record TortureCounts(long Events, long Labels, long Predictions, long Quarantined, long Batches, long Replayed, long ComparedWithCalm);

/// <summary>Outcome of a torture.</summary>
public sealed record TortureReport(
    int Seed, IReadOnlyList<StruckFault> Faults, TortureCounts Counts, IReadOnlyDictionary<FindingKind, int> Findings, IReadOnlyList<Finding> First, double Seconds)
{
    /// <summary>Nothing is wrong.</summary>
    public bool Passed => Findings.Count == 0;
}
