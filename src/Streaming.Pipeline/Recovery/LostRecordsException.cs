using Confluent.Kafka;
using Streaming.Topology;

namespace Streaming.Pipeline.Recovery;

/// <summary>A recorded position that the broker does not have any more: to go on elsewhere would lose records silently.</summary>
sealed class LostRecordsException(TopicPartition? partition, long? position = null, Exception? cause = null)
    : StreamingException(
        $"{partition?.Topic}[{partition?.Partition.Value}]: the recorded position{(position is { } at ? $" {at}" : "")} is no longer on "
            + "the broker "
            + "(retention has deleted records that were never read, or the topic was recreated). "
            + "Raise the topic's retention; to go on without the deleted records, run the topology under a new name.",
        cause
    )
{
    /// <summary>Refuses a position outside of what the partition holds.</summary>
    public static void RefuseOutside(TopicPartition partition, long position, WatermarkOffsets held)
    {
        if (position < held.Low.Value || position > held.High.Value)
            throw new LostRecordsException(partition, position);
    }
}
