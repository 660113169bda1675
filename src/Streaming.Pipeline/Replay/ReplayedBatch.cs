using Apache.Arrow;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Replay;

/// <summary>A recorded batch that has been computed again.</summary>
/// <param name="Plan">The version of the topology that it was recorded under.</param>
/// <param name="Stage">Its stage there.</param>
/// <param name="Recorded">As it lies in the lineage.</param>
/// <param name="Rows">Its rows as they were recorded.</param>
/// <param name="Replayed">The same rows and columns, computed again.</param>
/// <param name="WhatIf">The rows with their recorded features, score and decision by <see cref="ReplayOptions.WhatIf"/>; null where that
/// was not asked for, the stage does not score, or the rows lack a feature of the topology as it is now.</param>
/// <param name="Comparison">What the comparison of the two found.</param>
public sealed record ReplayedBatch(
    PipelinePlan Plan,
    StagePlan Stage,
    LineageBatch Recorded,
    RecordBatch Rows,
    RecordBatch Replayed,
    RecordBatch? WhatIf,
    ReplayReport Comparison
);
