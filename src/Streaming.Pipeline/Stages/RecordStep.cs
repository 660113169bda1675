using System.Diagnostics;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Snapshots;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Recording;

namespace Streaming.Pipeline.Stages;

/// <summary>A batch that has gone through a stage.</summary>
/// <param name="Recorded">What was computed.</param>
/// <param name="Lineage">Ready to be appended.</param>
/// <param name="Outputs">Ready to be emitted.</param>
sealed record StageStep(RecordedBatch Recorded, PreparedBatch Lineage, IReadOnlyList<OutputRecord> Outputs);

/// <summary>Writes each batch down: the lineage that will be appended, chained to the one before, and the outputs that follow from
/// it.</summary>
sealed class RecordStep(StageParts parts)
{
    LineageTail _tail = parts.Tail;
    SnapshotReference? _snapshot = parts.Tail.Header?.Snapshot;

    public StageStep Record(BatchInFlight batch) => Project(Audit(batch));

    /// <summary>The batch's lineage.</summary>
    public (RecordedBatch Recorded, PreparedBatch Lineage) Audit(BatchInFlight batch)
    {
        var start = Stopwatch.GetTimestamp();
        var snapshot = batch.Snapshot?.ToBytes();
        if (snapshot is not null)
            _snapshot = SnapshotReference.To(_tail.Version + 1, snapshot);
        var recorded = RecordedBatch.Of(parts, batch, _snapshot, batch.Merged.Control.In(_tail.Version + 1, _tail.Header));
        var prepared = PreparedBatch.Create(_tail, recorded.Header, recorded.Tables, snapshot, parts.Segments);
        _tail = prepared.Tail;
        parts.Metrics.Took(Step.Audit, start, recorded.Rows?.Length ?? 0);
        return (recorded, prepared);
    }

    /// <summary>The outputs that follow from it.</summary>
    public StageStep Project((RecordedBatch Recorded, PreparedBatch Lineage) batch)
    {
        var start = Stopwatch.GetTimestamp();
        var outputs = parts.Projection.Project(batch.Recorded.ToOutputs(batch.Lineage.Stream, batch.Lineage.Version));
        parts.Metrics.Took(Step.Project, start, outputs.Count);
        return new StageStep(batch.Recorded, batch.Lineage, outputs);
    }
}
