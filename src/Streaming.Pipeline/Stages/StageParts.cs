using System.Collections.Frozen;
using Streaming.Features;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Control;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Isolation;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Scoring;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Stages;

/// <summary>What a stage partition is made of, restored to the point where its lineage ends.</summary>
sealed record StageParts
{
    public required StagePlan Stage { get; init; }
    public required TopologyModel Topology { get; init; }
    public required IReadOnlyList<StageInput> Inputs { get; init; }
    public required EventTimeMerge Merge { get; init; }
    public required FeatureEngine Features { get; init; }

    /// <summary>Takes commands; null where the stage takes none.</summary>
    public ControlQueue? Control { get; init; }

    /// <summary>When the state is stored with a batch; null: never, or there is none.</summary>
    public SnapshotSchedule? Snapshots { get; init; }

    /// <summary>Where segments of its lineage begin.</summary>
    public SegmentRule Segments => new(Topology.Lineage.Segment, Features.Horizon > TimeSpan.Zero);

    /// <summary>Scores rows; null in stages before the final one.</summary>
    public required Scorer? Scorer { get; init; }

    /// <summary>Last recorded batch: the next one is chained to it.</summary>
    public required LineageTail Tail { get; init; }

    /// <summary>Ids of the inputs' topics, as far as they are known.</summary>
    public IReadOnlyDictionary<string, string> TopicIds { get; init; } = FrozenDictionary<string, string>.Empty;
    public required OutputProjection Projection { get; init; }
    public required StageMetrics Metrics { get; init; }

    /// <summary>What is known of rows that fail alone.</summary>
    public RowIsolation Isolation { get; init; } = new();

    /// <summary>When batches are written, and what is too far in the future to be believed.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Most rows of a batch.</summary>
    public required int MaxBatchRows { get; init; }

    /// <summary>Most batches on their way to be emitted; each records it, for recovery.</summary>
    public required int MaxInFlight { get; init; }
}
