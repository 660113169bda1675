using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Ordering;

/// <summary>Rows of all inputs in event-time order, and how far that took each input.</summary>
public sealed record MergedBatch
{
    /// <summary>Its events, in the order of the merge; null where there is none.</summary>
    public RecordBatch? Events { get; init; }

    /// <summary>Its labels, in the order of the merge; null where there is none.</summary>
    public RecordBatch? Labels { get; init; }

    /// <summary>For each label row the index of the event row before which it is taken; non-decreasing.</summary>
    public int[] LabelBefore { get; init; } = [];

    /// <summary>Rejected records, in input order within each input.</summary>
    public RecordBatch? Rejected { get; init; }

    /// <summary>Commands that take effect with this batch, before its rows; null: none.</summary>
    public RecordBatch? Commands { get; init; }

    /// <summary>What commands up to and with this batch have decided.</summary>
    public ControlState Control { get; init; } = ControlState.None;

    /// <summary>Positions after this batch, in the order of the merge's inputs.</summary>
    public required IReadOnlyList<InputPosition> Positions { get; init; }

    /// <summary>Where the publishers are, for the inputs that several write to.</summary>
    public IReadOnlyList<InputPublishers> Publishers { get; init; } = [];

    /// <summary>
    /// Output watermark after this batch: no row older than this follows, except those marked late.
    /// <see cref="Timestamp.Beginning"/> before anything is known.
    /// </summary>
    public required Timestamp Clock { get; init; }

    /// <summary>Every input is silent and drained: nobody downstream should wait for this partition.</summary>
    public required bool Idle { get; init; }

    /// <summary>Events, labels and rejected records together.</summary>
    public int RowCount => (Events?.Length ?? 0) + (Labels?.Length ?? 0) + (Rejected?.Length ?? 0);
}
