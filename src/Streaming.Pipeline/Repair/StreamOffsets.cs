using Confluent.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Batches;

namespace Streaming.Pipeline.Repair;

/// <summary>What the consumer group says of one stage partition, and what is true.</summary>
/// <param name="Stream">Stage partition.</param>
/// <param name="TailVersion">Last version of its lineage.</param>
/// <param name="Committed">Last version that is emitted by what the group has committed; null where it has nothing.</param>
/// <param name="Emitted">Last version that is emitted by what lies on the topics.</param>
/// <param name="Wrong">The group's offsets are not those of <paramref name="Emitted"/>.</param>
/// <param name="Group">Consumer group.</param>
/// <param name="Offsets">Offsets that belong to <paramref name="Emitted"/>.</param>
public sealed record StreamOffsets(
    StreamKey Stream,
    long TailVersion,
    long? Committed,
    long Emitted,
    bool Wrong,
    string Group,
    IReadOnlyList<TopicPartitionOffset> Offsets
);
