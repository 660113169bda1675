namespace Streaming.Pipeline.Recovery;

/// <summary>Offset of one input partition, as recorded by lineage or committed by the group.</summary>
public readonly record struct InputOffset(string Topic, int Partition, long Offset);

/// <summary>What is known of one stage partition when it is assigned, before anything is decided.</summary>
public sealed record RecoveryFacts
{
    /// <summary>Last lineage version; 0 where the stream has none.</summary>
    public required long TailVersion { get; init; }

    /// <summary>Versions at the tail that a repair has appended while nothing ran: never under way.</summary>
    public int Markers { get; init; }

    /// <summary>Batches that may be appended and not emitted yet, as the last one records it.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>Last version whose outputs are emitted, from the group's offset on the emitted topic; null: no such offset.</summary>
    public required long? EmittedVersion { get; init; }

    /// <summary>Committed input offsets; inputs without one are absent.</summary>
    public required IReadOnlyList<InputOffset> Committed { get; init; }

    /// <summary>Whether every input has a committed offset.</summary>
    public required bool EveryInputCommitted { get; init; }

    /// <summary>Input positions recorded by lineage version <see cref="EmittedVersion"/>; null where that version does not exist.</summary>
    public required IReadOnlyList<InputOffset>? RecordedAtEmitted { get; init; }
}

/// <summary>What to do with a newly assigned stage partition.</summary>
public abstract record RecoveryDecision
{
    /// <summary>Nothing was ever recorded: commit the start positions before the first append.</summary>
    public sealed record StartFresh : RecoveryDecision;

    /// <summary>Everything recorded is emitted: go on after the tail.</summary>
    public sealed record Continue : RecoveryDecision;

    /// <summary>Re-emit these versions from lineage, both ends included, then go on after the tail.</summary>
    public sealed record ReEmit(long From, long To) : RecoveryDecision;

    /// <summary>Going on could lose or repeat records: stop, and tell the operator why and what to do.</summary>
    /// <param name="Reason">What is wrong.</param>
    /// <param name="Advice">What to do.</param>
    /// <param name="ByRepair">Which is to repair the offsets.</param>
    public sealed record Stop(string Reason, string Advice, bool ByRepair) : RecoveryDecision;
}
