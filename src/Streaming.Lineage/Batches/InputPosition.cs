using Streaming.Events.Time;

namespace Streaming.Lineage.Batches;

/// <summary>
/// How far a stage partition has come in one input, with what its merge needs to go on from there.
/// A time is <see cref="Timestamp.Beginning"/> where there is none yet.
/// </summary>
/// <param name="Topic">Kafka topic (for a channel the topic of the upstream partition).</param>
/// <param name="Partition">Kafka partition.</param>
/// <param name="NextOffset">Offset of the first message not taken whole.</param>
/// <param name="RowsTaken">Rows already taken of that message (channels carry many rows a message).</param>
/// <param name="Watermark">Last watermark received; <see cref="Timestamp.End"/> when the input is idle.</param>
/// <param name="LastTime">Event time of the last row taken.</param>
public sealed record InputPosition(string Topic, int Partition, long NextOffset, int RowsTaken, Timestamp Watermark, Timestamp LastTime)
{
    /// <summary>A watermark that was too far ahead to be believed alone, and that nothing has confirmed yet.</summary>
    public Timestamp EarlyTime { get; init; } = Timestamp.Beginning;

    /// <summary>
    /// Which topic it is (KIP-516): one that was deleted and made again has the name of the old one and another id. Null where the broker
    /// does not tell.
    /// </summary>
    public string? TopicId { get; init; }

    /// <summary>Where the publishers are, for an input that several write to; else null.</summary>
    public PublisherMarks? Publishers { get; init; }

    /// <summary>The position in the upstream partition's lineage, for an input that is read from there and not from a topic; else
    /// null.</summary>
    public UpstreamPosition? Upstream { get; init; }
}

/// <summary>A place in the lineage of the stage before.</summary>
/// <param name="Version">Batch.</param>
/// <param name="Row">Rows already taken of it.</param>
public readonly record struct UpstreamPosition(long Version, int Row);
