using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Pipeline.Scoring;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Replay.Computing;

/// <summary>
/// Scores recorded rows otherwise, as the topology is now: its features, rule and decisions, whichever version recorded the
/// rows. Safe to share between threads.
/// </summary>
sealed class WhatIfRows(PipelinePlan plan, WhatIfScorer other, string fingerprint)
{
    readonly Scorer _scorer = new(plan.Topology, new ModelSlot(), fingerprint);

    readonly Schema _columns = RowSchema
        .ForSource(plan.Topology.Source)
        .WithFeatures(plan.Final.Carried.Concat(plan.Final.Features).Select(f => f.Name))
        .Arrow;

    /// <summary>The rows with the other score and decision; null where they were recorded before the topology had all its
    /// features.</summary>
    public RecordBatch? Of(RecordBatch rows) =>
        plan.Topology.Features.All(f => Columns.HasFeature(rows, f.Name)) ? Scored(RowConform.To(rows, _columns)) : null;

    RecordBatch Scored(RecordBatch rows) =>
        other.PassesOver ? _scorer.ScoreEach(rows, other.Served) : _scorer.Score(rows, other.Served).Rows;
}
