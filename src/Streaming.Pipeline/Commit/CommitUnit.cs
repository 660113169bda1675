using Confluent.Kafka;
using Streaming.Lineage;
using Streaming.Pipeline.Emission;

namespace Streaming.Pipeline.Commit;

/// <summary>One batch of a stage partition, complete: its lineage, and the outputs and offsets that follow from it.</summary>
internal sealed record CommitUnit(
    Assignment Assignment,
    PreparedBatch Lineage,
    IReadOnlyList<OutputRecord> Outputs,
    IReadOnlyList<TopicPartitionOffset> Offsets,
    BatchCounts Counts,
    Action Committed);

/// <summary>Rows of one batch.</summary>
internal readonly record struct BatchCounts(int Accepted, int Rejected, int Labels);
