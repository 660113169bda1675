using Streaming.Features;
using Streaming.Lineage;
using Streaming.Pipeline.Commit;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Scoring;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Pipeline.Actors;

/// <summary>One input of a stage partition: where it comes from, what validates it (outside topics), how full it is.</summary>
internal sealed record PartitionInput(int Id, InputPlan Plan, string Topic, InputGauge Gauge, Validator? Validator)
{
    /// <summary>Partition of the upstream stage that writes it, for a channel.</summary>
    public int Upstream { get; init; }

    /// <summary>Looks at the first event times, where they come from outside.</summary>
    public EpochWatch? Epoch { get; init; }
}

/// <summary>Everything the actors of one stage partition work with, restored to the point where lineage ends.</summary>
internal sealed record PartitionContext
{
    public required StagePlan Stage { get; init; }
    public required TopologyModel Topology { get; init; }
    public required StreamKey Stream { get; init; }
    public required PipelineSettings Settings { get; init; }
    public required Assignment Assignment { get; init; }
    public required IReadOnlyList<PartitionInput> Inputs { get; init; }
    public required EventTimeMerge Merge { get; init; }
    public required FeatureEngine Features { get; init; }

    /// <summary>When the state is stored with a batch; null: never, or there is none.</summary>
    public SnapshotSchedule? Snapshots { get; init; }

    /// <summary>Last recorded batch: the next one is chained to it.</summary>
    public required LineageTail Tail { get; init; }

    /// <summary>Ids of the inputs' topics, as <see cref="Recording.TopicIds"/> writes them; null: not known.</summary>
    public string? TopicIds { get; init; }
    public required OutputProjection Projection { get; init; }
    public required StageCommitter Committer { get; init; }

    /// <summary>Scores rows; null in stages before the final one.</summary>
    public required Scorer? Scorer { get; init; }
    public required StageMetrics Metrics { get; init; }
    public required TimeProvider Time { get; init; }

    /// <summary>Ends the session with this cause.</summary>
    public required Action<Exception> Fault { get; init; }
}
