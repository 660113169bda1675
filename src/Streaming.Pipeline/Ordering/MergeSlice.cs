using Apache.Arrow;
using Streaming.Events.Raw;

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
    public IReadOnlyList<WatermarkRecord> Watermarks { get; init; } = [];

    /// <summary>Offset of a channel message, shared by all its rows; null for an outside topic, whose rows have their own.</summary>
    public long? MessageOffset { get; init; }

    /// <summary>Offset after the last record of this piece.</summary>
    public required long NextOffset { get; init; }

    /// <summary>Memory it holds, for back-pressure.</summary>
    public long Bytes { get; init; }
}
