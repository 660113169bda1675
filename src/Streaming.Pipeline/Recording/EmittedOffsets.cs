using Confluent.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Recording;

/// <summary>The offsets a transaction carries: input positions (for lag and for cross-checks) and the emitted version.</summary>
static class EmittedOffsets
{
    public static IReadOnlyList<TopicPartitionOffset> After(StagePlan stage, LineageTail tail)
    {
        var positions = tail.Header!.Positions;
        var offsets = new List<TopicPartitionOffset>(positions.Count + 1);
        foreach (var position in positions)
            offsets.Add(new TopicPartitionOffset(position.Topic, position.Partition, position.NextOffset));
        offsets.Add(new TopicPartitionOffset(stage.EmittedTopic, tail.Stream.Partition, tail.Version));
        return offsets;
    }
}
