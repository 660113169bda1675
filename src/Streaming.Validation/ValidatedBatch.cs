using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Events.Time;

namespace Streaming.Validation;

/// <summary>A raw batch, judged: every record of it is a row of exactly one of the two tables, both in offset order.</summary>
/// <param name="Accepted">System columns and fields.</param>
/// <param name="Rejected">Columns as in <see cref="Streaming.Events.Rows.RejectedColumns"/>.</param>
/// <param name="Watermarks">As they came, without those from further ahead than an event may be.</param>
/// <param name="Latest">Event time beyond which nothing in it moves a clock.</param>
/// <param name="NextOffset">Offset after the last record or watermark.</param>
public sealed record ValidatedBatch(
    RecordBatch Accepted,
    RecordBatch Rejected,
    IReadOnlyList<WatermarkRecord> Watermarks,
    Timestamp Latest,
    long NextOffset
);
