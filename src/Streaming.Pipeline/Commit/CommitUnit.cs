using Confluent.Kafka;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Commit;

/// <summary>One batch of a stage partition, complete: its lineage, and the outputs and offsets that follow from it.</summary>
sealed record CommitUnit(
    Assignment Assignment,
    PreparedBatch Lineage,
    IReadOnlyList<OutputRecord> Outputs,
    IReadOnlyList<TopicPartitionOffset> Offsets,
    BatchCounts Counts,
    Action Committed
)
{
    public static CommitUnit Of(Assignment assignment, StagePlan stage, StageStep step, Action committed) =>
        new(
            assignment,
            step.Lineage,
            step.Outputs,
            EmittedOffsets.After(stage, step.Lineage.Tail),
            BatchCounts.Of(step.Recorded),
            committed
        );
}

/// <summary>Rows of one batch.</summary>
readonly record struct BatchCounts(int Accepted, int Rejected, int Labels)
{
    public static BatchCounts Of(RecordedBatch batch) =>
        new(batch.Rows?.Length ?? 0, batch.Rejected?.Length ?? 0, batch.Labels?.Length ?? 0);
}
