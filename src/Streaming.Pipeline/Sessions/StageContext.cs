using Akka.Actor;
using Microsoft.Extensions.Logging;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Pipeline.Actors;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Scoring;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Pipeline.Sessions;

/// <summary>What a stage's sessions share, from one to the next.</summary>
internal sealed record StageContext
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
    public required ActorSystem Actors { get; init; }
    public required StageMetrics Metrics { get; init; }
    public required TimeProvider Time { get; init; }
    public required ILogger Logger { get; init; }

    public Scorer? CreateScorer() => Stage.Final ? new Scorer(Plan.Topology, Models, Fingerprint) : null;

    public Validator? CreateValidator(InputPlan input, int partition) => input.Kind switch
    {
        InputKind.Source => new Validator(ValidationSpec.ForSource(Plan.Topology, Stage), partition, Layout.PartitionsOf(Stage)),
        InputKind.Labels => new Validator(ValidationSpec.ForLabels(Plan.Topology, Stage), partition, Layout.PartitionsOf(Stage)),
        _ => null,
    };

    public EventTimeMerge CreateMerge(PartitionStart start)
    {
        var merged = start.Inputs.Select((input, i) => new MergeInput(
            input.Plan.Kind,
            input.Plan.Content,
            input.Plan.Content == RowContent.Labels ? Plan.Topology.Labels!.Id : Plan.Topology.Source.Id,
            start.Recovered.Positions[i])
        {
            Publishers = start.Recovered.Tail.Header?.Publishers(input.Topic),
        });
        return new EventTimeMerge([.. merged], Plan.Topology.Order, Time, start.Recovered.Tail.Header?.Clock ?? long.MinValue, start.Recovered.Tail.Header?.IsIdle() ?? false);
    }
}

/// <summary>A stage partition recovered and about to be opened.</summary>
internal sealed record PartitionStart(StreamKey Stream, IReadOnlyList<PartitionInput> Inputs, RecoveredPartition Recovered)
{
    /// <summary>A channel's last word is that nobody need wait for it.</summary>
    public bool HasIdleChannel => Inputs.Any(i => i.Plan.Kind == InputKind.Channel && Recovered.Positions[i.Id].Idle);

    /// <summary>The same where that word is believed only of channels whose upstream has nothing left to read.</summary>
    public PartitionStart BelievingOnly(IReadOnlySet<(string Stage, int Partition)> drained) => this with
    {
        Recovered = Recovered with
        {
            Positions = [.. Inputs.Select(input => Recovered.Positions[input.Id] is { Idle: true } position
                && input.Plan.Kind == InputKind.Channel && !drained.Contains((input.Plan.From!, input.Upstream))
                    ? position with { Idle = false }
                    : Recovered.Positions[input.Id])],
        },
    };
}
