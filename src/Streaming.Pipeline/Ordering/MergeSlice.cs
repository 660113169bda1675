using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Events.Time;

namespace Streaming.Pipeline.Ordering;

/// <summary>
/// A contiguous piece of one input, validated: accepted and rejected rows and watermarks, each with its offset. For a
/// channel a piece is one message.
/// </summary>
public sealed record MergeSlice
{
    /// <summary>Accepted rows in input order, with the system columns.</summary>
    public RecordBatch? Rows { get; init; }

    /// <summary>Rejected records in offset order.</summary>
    public RecordBatch? Rejected { get; init; }

    /// <summary>Control records among them.</summary>
    public IReadOnlyList<WatermarkRecord> Watermarks { get; init; } = [];

    /// <summary>Who wrote it, as in <see cref="RawBatch.Publishers"/>.</summary>
    public IReadOnlyList<PublisherRun> Publishers { get; init; } = [];

    /// <summary>Offset of a channel message, shared by all its rows; null for an outside topic, whose rows have their own.</summary>
    public long? MessageOffset { get; init; }

    /// <summary>Offset after the last record of this piece.</summary>
    public required long NextOffset { get; init; }

    /// <summary>A row with an event time beyond this is early whatever comes next: no date in 2100 moves a clock.</summary>
    public Timestamp Latest { get; init; } = Timestamp.End;

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => Rows is not { Length: > 0 } && Rejected is not { Length: > 0 } && Watermarks.Count == 0;

    /// <summary>Memory it holds, for back-pressure.</summary>
    public long Bytes { get; init; }
}
