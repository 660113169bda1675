using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Replay;

/// <summary>A row that came out differently, with all that is different in it.</summary>
/// <param name="Row">Address of the row.</param>
/// <param name="EventId">Id of its event; empty where the batch does not say which column that is.</param>
/// <param name="EventTime">When it happened.</param>
/// <param name="Columns">Every column that differs, in their order.</param>
/// <param name="RecordedEngine">Fingerprint of the engine that recorded it; empty where none scored.</param>
/// <param name="ReplayedEngine">Fingerprint of this engine; empty where none scored.</param>
public sealed record ReplayDifference(
    LineageId Row,
    string EventId,
    Timestamp EventTime,
    IReadOnlyList<ColumnDifference> Columns,
    string RecordedEngine,
    string ReplayedEngine
)
{
    /// <summary>No other engine accounts for it.</summary>
    public bool SameEngine => RecordedEngine.Length == 0 || RecordedEngine == ReplayedEngine;

    /// <inheritdoc/>
    public override string ToString() => $"{Row}, event {EventId}: {string.Join("; ", Columns)}";
}

/// <summary>A feature, the <c>score</c> or the <c>decision</c> of a row that came out differently.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Recorded">As lineage has it.</param>
/// <param name="Replayed">As it came out now.</param>
public sealed record ColumnDifference(string Column, ReplayedValue Recorded, ReplayedValue Replayed)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Column} recorded {Recorded}, replayed {Replayed}";
}

/// <summary>One value: as text, and for a float its bits, which tell apart what reads alike.</summary>
/// <param name="Text">Shortest text that reads back to the value.</param>
/// <param name="Bits">Eight hex digits; null for what is no float.</param>
public sealed record ReplayedValue(string Text, string? Bits)
{
    /// <inheritdoc/>
    public override string ToString() => Bits is null ? Text : $"{Text} (bits {Bits})";
}
