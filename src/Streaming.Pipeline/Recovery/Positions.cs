using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recording;
using Merge = Streaming.Pipeline.Ordering.InputPosition;
using Recorded = Streaming.Lineage.Batches.InputPosition;

namespace Streaming.Pipeline.Recovery;

/// <summary>Positions of the merge in the form lineage records, and back; nothing is lost on the way.</summary>
static class Positions
{
    public static Recorded ToRecorded(Merge position) =>
        new(
            position.Topic,
            position.Partition,
            position.NextOffset,
            position.RowsTaken,
            position.Idle ? Watermark.Idle
                : position.Watermarked ? position.Reached ?? Timestamp.Epoch
                : Timestamp.Beginning,
            position.Reached ?? Timestamp.Beginning
        )
        {
            EarlyTime = position.Unconfirmed ?? Timestamp.Beginning,
        };

    public static Merge ToMerge(Recorded position) =>
        new(position.Topic, position.Partition, position.NextOffset)
        {
            RowsTaken = position.RowsTaken,
            Unconfirmed = position.EarlyTime == Timestamp.Beginning ? null : position.EarlyTime,
            Reached = position.LastTime == Timestamp.Beginning ? null : position.LastTime,
            Watermarked = position.Watermark != Timestamp.Beginning,
            Idle = position.Watermark == Watermark.Idle,
        };

    /// <summary>With where its publishers are, and which topic it is in.</summary>
    /// <param name="position">The input's.</param>
    /// <param name="publishers">Null where it has one.</param>
    /// <param name="topicIds">Ids of topics, as far as they are known.</param>
    public static Recorded ToRecorded(Merge position, InputPublishers? publishers, IReadOnlyDictionary<string, string> topicIds) =>
        ToRecorded(position) with
        {
            TopicId = TopicIds.Of(position.Topic, topicIds),
            Publishers = publishers is null
                ? null
                : new PublisherMarks(
                    publishers.ReadTo,
                    [.. publishers.Positions.Select(p => new PublisherMark(p.Name, p.Since, ToRecorded(p.Position)))]
                ),
        };

    /// <summary>Where the publishers of an input are; null where it has one.</summary>
    public static InputPublishers? PublishersOf(Recorded position) =>
        position.Publishers is not { } marks
            ? null
            : new InputPublishers(
                position.Topic,
                marks.ReadTo,
                [.. marks.Marks.Select(m => new PublisherPosition(m.Name, m.Since, ToMerge(m.Position)))]
            );
}
