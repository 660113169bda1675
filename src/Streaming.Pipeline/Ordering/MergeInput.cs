using Streaming.Events.Time;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Ordering;

/// <summary>One FIFO input of a stage partition: rows leave it in the order in which they lie in its topic partition.</summary>
/// <param name="Kind">Outside topic or channel. A channel always carries watermarks and its upstream has judged what is early.</param>
/// <param name="Content">What the rows are.</param>
/// <param name="IdColumn">Column that orders rows of one event time (string or int64).</param>
/// <param name="Start">Where reading goes on; a fresh input has only topic, partition and offset.</param>
public sealed record MergeInput(InputKind Kind, RowContent Content, string IdColumn, InputPosition Start)
{
    /// <summary>Where its publishers had come to, as recorded with <see cref="Start"/>; null: there was one.</summary>
    public InputPublishers? Publishers { get; init; }
}

/// <summary>
/// How far an input has been taken: always a contiguous prefix. Recorded with each batch, it is all the merge needs to go
/// on exactly as if it had never stopped.
/// </summary>
/// <param name="Topic">Kafka topic.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="NextOffset">Offset to read from.</param>
public readonly record struct InputPosition(string Topic, int Partition, long NextOffset)
{
    /// <summary>Rows already taken of the message at <see cref="NextOffset"/> (channels; 0 for outside topics).</summary>
    public int RowsTaken { get; init; }

    /// <summary>Highest event time reached by rows in order and watermarks; null before the first.</summary>
    public Timestamp? Reached { get; init; }

    /// <summary>A watermark that was too far ahead to be believed alone, where nothing has come since.</summary>
    public Timestamp? Unconfirmed { get; init; }

    /// <summary>The input has had a watermark record.</summary>
    public bool Watermarked { get; init; }

    /// <summary>The last thing the publisher said was that it stops for now.</summary>
    public bool Idle { get; init; }
}
