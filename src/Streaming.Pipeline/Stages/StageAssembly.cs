using Streaming.Events.Time;
using Streaming.Features;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Control;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Isolation;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Recovery;
using Streaming.Pipeline.Scoring;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Pipeline.Stages;

/// <summary>Puts the partitions of a stage together from their parts.</summary>
sealed class StageAssembly(PipelinePlan plan, StagePlan stage, TopicLayout layout)
{
    /// <summary>The inputs of a partition, in the order in which its positions are recorded.</summary>
    /// <param name="partition">The stage partition.</param>
    /// <param name="watch">Looks at the first event times of an outside topic; null: nobody does.</param>
    public List<StageInput> Inputs(int partition, Func<InputKind, EpochWatch?>? watch = null)
    {
        var inputs = new List<StageInput>();
        foreach (var input in stage.AllInputs)
        {
            foreach (var (upstream, topic) in layout.TopicsOf(input).Index())
            {
                inputs.Add(
                    new StageInput(inputs.Count, input, topic, new InputGauge(), Validator(input, partition))
                    {
                        Upstream = upstream,
                        Epoch = watch?.Invoke(input.Kind),
                    }
                );
            }
        }

        return inputs;
    }

    /// <summary>The merge of inputs that go on where lineage ends.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="positions">Where each goes on.</param>
    /// <param name="last">Of the last recorded batch; null: there is none.</param>
    /// <param name="time">For silence.</param>
    public EventTimeMerge Merge(
        IReadOnlyList<StageInput> inputs,
        IReadOnlyList<Ordering.InputPosition> positions,
        BatchHeader? last,
        TimeProvider time
    )
    {
        var merged = inputs
            .Where(i => i.Plan.Kind != InputKind.Control)
            .Select(
                (input, i) =>
                    new MergeInput(input.Plan.Kind, input.Plan.Content, IdOf(input.Plan.Content), positions[i])
                    {
                        Publishers = last?.Positions.FirstOrDefault(p => p.Topic == input.Topic) is { } at
                            ? Positions.PublishersOf(at)
                            : null,
                    }
            );
        return new EventTimeMerge([.. merged], plan.Topology.Order, time, last?.Watermark ?? Timestamp.Beginning, last?.Idle ?? false);
    }

    /// <summary>What takes the commands of a partition that goes on where lineage ends; null where the stage takes none.</summary>
    /// <param name="inputs">The inputs; where commands come from is the last.</param>
    /// <param name="positions">Where each goes on.</param>
    /// <param name="last">Of the last recorded batch; null: there is none.</param>
    /// <exception cref="StreamingException">What is in force, the topology cannot do.</exception>
    public ControlQueue? Control(IReadOnlyList<StageInput> inputs, IReadOnlyList<Ordering.InputPosition> positions, BatchHeader? last)
    {
        if (stage.Control is null)
            return null;
        var state = ControlState.Of(last);
        if (state.FallsBack && !ControlCommands.CanFallBack(plan.Topology))
        {
            throw new StreamingException(
                $"Stage {stage.Name} scores by the topology's rule since command {state.Command}, and this version of "
                    + $"{plan.Topology.Name} has no rule beside its model. "
                    + "Start the version that has one, let its model score again, and start this one then."
            )
            {
                Cure = Cure.Resume(plan.Topology.Name),
            };
        }

        return new ControlQueue(positions[inputs.Count - 1], state);
    }

    /// <summary>A partition that goes on where its lineage ends, with windows that are empty, and that nobody feeds from a
    /// broker.</summary>
    /// <param name="tail">The last batch of its lineage.</param>
    /// <param name="scorer">Null in stages before the final one.</param>
    /// <param name="time">What the partition takes for now.</param>
    /// <param name="isolation">What is known of rows that fail alone; null: nothing.</param>
    /// <param name="maxBatchRows">Most rows of a batch.</param>
    /// <param name="maxInFlight">Most batches on their way to be emitted.</param>
    public StageProcessor Alone(
        LineageTail tail,
        Scorer? scorer,
        TimeProvider time,
        RowIsolation? isolation = null,
        int maxBatchRows = PipelineSettings.DefaultMaxBatchRows,
        int maxInFlight = PipelineSettings.DefaultMaxInFlight
    )
    {
        var partition = tail.Stream.Partition;
        var inputs = Inputs(partition);
        var positions = (
            tail.Header?.Positions.Select(Positions.ToMerge) ?? inputs.Select(i => new Ordering.InputPosition(i.Topic, partition, 0))
        ).ToList();
        return new StageProcessor(
            new StageParts
            {
                Stage = stage,
                Topology = plan.Topology,
                Inputs = inputs,
                Merge = Merge(inputs, positions, tail.Header, time),
                Control = Control(inputs, positions, tail.Header),
                Features = new FeatureEngine(stage, plan.Topology),
                Scorer = scorer,
                Tail = tail,
                Projection = new OutputProjection(plan, stage, layout),
                Metrics = new StageMetrics(stage.Name),
                Isolation = isolation ?? new RowIsolation(),
                Time = time,
                MaxBatchRows = maxBatchRows,
                MaxInFlight = maxInFlight,
            }
        );
    }

    /// <summary>Scores the final stage's rows; null for the stages before it.</summary>
    public Scorer? Scorer(ModelSlot models, string fingerprint) => stage.Final ? new Scorer(plan.Topology, models, fingerprint) : null;

    string IdOf(RowContent content) => content == RowContent.Labels ? plan.Topology.Labels!.Id : plan.Topology.Source.Id;

    Validator? Validator(InputPlan input, int partition) =>
        input.Kind switch
        {
            InputKind.Source => new Validator(ValidationSpec.ForSource(plan.Topology, stage), partition, layout.PartitionsOf(stage)),
            InputKind.Labels => new Validator(ValidationSpec.ForLabels(plan.Topology, stage), partition, layout.PartitionsOf(stage)),
            InputKind.Control => new Validator(ValidationSpec.ForControl(plan.Topology, stage), partition, layout.PartitionsOf(stage)),
            _ => null,
        };
}
