using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Evolution;

/// <summary>What state is restored from.</summary>
sealed record RestoredBatch(RecordBatch? Rows, RecordBatch? Labels, int[] LabelBefore);

/// <summary>Recorded rows in the columns of this version, so that those of an older one restore state as if it had been this one.</summary>
sealed class RestoredRows(TopologyModel topology, StagePlan stage)
{
    readonly Schema _events = InputShape.Of(topology, stage, RowContent.Events);
    readonly Schema? _labels = topology.Labels is null ? null : InputShape.Of(topology, stage, RowContent.Labels);

    public RestoredBatch Of(LineageBatch batch) => Of(batch.Table(TableNames.Rows), batch.Table(TableNames.Labels));

    public RestoredBatch Of(RecordBatch? rows, RecordBatch? labels) =>
        new(
            rows is null ? null : RowConform.To(rows, _events),
            labels is null ? null : RowConform.To(labels, _labels!),
            RecordedBatch.Before(labels)
        );
}
