using Streaming.Events.Raw;
using Streaming.Lineage;
using Merge = Streaming.Pipeline.Ordering.InputPosition;
using Recorded = Streaming.Lineage.InputPosition;

namespace Streaming.Pipeline.Recovery;

/// <summary>Positions of the merge in the form lineage records, and back; nothing is lost on the way.</summary>
static class Positions
{
    public static Recorded ToRecorded(Merge position) => new(
        position.Topic,
        position.Partition,
        position.NextOffset,
        position.RowsTaken,
        position.Idle ? Watermark.Idle : position.Watermarked ? position.Reached ?? 0 : long.MinValue,
        position.Reached ?? long.MinValue)
    {
        EarlyTime = position.Unconfirmed ?? long.MinValue,
    };

    public static Merge ToMerge(Recorded position) => new(position.Topic, position.Partition, position.NextOffset)
    {
        RowsTaken = position.RowsTaken,
        Unconfirmed = position.EarlyTime == long.MinValue ? null : position.EarlyTime,
        Reached = position.LastTime == long.MinValue ? null : position.LastTime,
        Watermarked = position.Watermark != long.MinValue,
        Idle = position.Watermark == Watermark.Idle,
    };
}
