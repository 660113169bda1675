using Apache.Arrow;
using Streaming.Features.Snapshots;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Stages;

/// <summary>Validated or decoded rows of one input, ready to take their place in event-time order.</summary>
sealed record InputSlice(int Input, MergeSlice Slice)
{
    /// <summary>Partitioner that the rows up to here were found to follow; null: undecided, or not looked for.</summary>
    public PartitionerKind? Partitioner { get; init; }
}

/// <summary>A merged batch on its way through the stage. Immutable; each step passes on a richer copy.</summary>
sealed record BatchInFlight(MergedBatch Merged, RecordBatch? Rows)
{
    /// <summary>Who scored the rows, as in <see cref="BatchHeader.ScoredBy"/>.</summary>
    public IReadOnlyList<ModelInRole> ScoredBy { get; init; } = [];

    /// <summary>What guards have counted after this batch.</summary>
    public IReadOnlyList<GuardState> Guards { get; init; } = [];

    /// <summary>Which guards tripped and recovered.</summary>
    public IReadOnlyList<GuardEvent> GuardEvents { get; init; } = [];

    /// <summary>Partitioner that the source's rows were found to follow.</summary>
    public PartitionerKind? Partitioner { get; init; }

    /// <summary>State after this batch, where it is time to store it.</summary>
    public FeatureSnapshot? Snapshot { get; init; }
}
