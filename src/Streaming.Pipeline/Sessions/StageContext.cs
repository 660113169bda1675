using Microsoft.Extensions.Logging;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Actors;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Isolation;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Scoring;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Pipeline.Sessions;

/// <summary>What a stage's sessions share, from one to the next.</summary>
sealed record StageContext
{
    public required PipelinePlan Plan { get; init; }
    public required StagePlan Stage { get; init; }
    public required TopicLayout Layout { get; init; }
    public required PipelineSettings Settings { get; init; }
    public required LineageStore Store { get; init; }

    /// <summary>The plans that lineage was written under.</summary>
    public required RecordedPlans Plans { get; init; }

    /// <summary>Whether this plan may go on where others wrote.</summary>
    public required TopologyGate Gate { get; init; }
    public required ModelSlot Models { get; init; }

    /// <summary>Engine fingerprint recorded with scored batches.</summary>
    public required string Fingerprint { get; init; }
    public required PipelineActors Actors { get; init; }
    public required StageMetrics Metrics { get; init; }
    public required TimeProvider Time { get; init; }
    public required ILogger Logger { get; init; }

    /// <summary>What is known of rows that fail alone.</summary>
    public RowIsolation Isolation { get; } = new();

    public StageAssembly Assembly => field ??= new StageAssembly(Plan, Stage, Layout);
}

/// <summary>A stage partition recovered and about to be opened.</summary>
sealed record PartitionStart(StreamKey Stream, IReadOnlyList<StageInput> Inputs, RecoveredPartition Recovered)
{
    /// <summary>A channel's last word is that nobody need wait for it.</summary>
    public bool HasIdleChannel => Inputs.Any(i => i.Plan.Kind == InputKind.Channel && Recovered.Positions[i.Id].Idle);

    /// <summary>The same where that word is believed only of channels whose upstream has nothing left to read.</summary>
    public PartitionStart BelievingOnly(IReadOnlySet<(string Stage, int Partition)> drained) =>
        this with
        {
            Recovered = Recovered with
            {
                Positions =
                [
                    .. Inputs.Select(input =>
                        Recovered.Positions[input.Id] is { Idle: true } position
                        && input.Plan.Kind == InputKind.Channel
                        && !drained.Contains((input.Plan.From!, input.Upstream))
                            ? position with
                            {
                                Idle = false,
                            }
                            : Recovered.Positions[input.Id]
                    ),
                ],
            },
        };
}
