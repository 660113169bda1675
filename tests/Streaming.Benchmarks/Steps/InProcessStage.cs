using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Features;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Pipeline;
using Streaming.Pipeline.Actors;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Scoring;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Benchmarks.Steps;

/// <summary>A batch that has gone through a stage.</summary>
/// <param name="Rows">Accepted rows with what the stage added.</param>
/// <param name="Labels">Labels it took.</param>
/// <param name="Lineage">Ready to be appended.</param>
/// <param name="Records">Ready to be emitted.</param>
internal sealed record StageOutput(RecordBatch? Rows, RecordBatch? Labels, PreparedBatch Lineage, IReadOnlyList<OutputRecord> Records)
{
    /// <summary>Events, or labels where there are only such.</summary>
    public int Count => Rows?.Length ?? Labels?.Length ?? 0;
}

/// <summary>One stage, one partition: what its actors do, called one after the other.</summary>
internal sealed class InProcessStage
{
    readonly PartitionContext _partition;
    readonly ServedModel? _model;
    readonly StepClock _clock;
    readonly RecordDecoder?[] _decoders;
    readonly Verdicts _faults = new();
    LineageTail _tail;
    long _offset;

    public InProcessStage(PipelinePlan plan, StagePlan stage, TopicLayout layout, ServedModel? model, StepClock clock)
    {
        (Plan, _model, _clock) = (stage, model, clock);
        var stream = new StreamKey(plan.Topology.Name, stage.Name, 0);
        var specs = stage.Inputs.Select(i => i.Kind switch
        {
            InputKind.Source => ValidationSpec.ForSource(plan.Topology, stage),
            InputKind.Labels => ValidationSpec.ForLabels(plan.Topology, stage),
            _ => null,
        }).ToList();
        var topics = layout.TopicsOf(stage).ToList();
        _tail = LineageTail.Start(stream);
        _decoders = [.. specs.Select(s => s is null ? null : new RecordDecoder(s))];
        _partition = new PartitionContext
        {
            Stage = stage,
            Topology = plan.Topology,
            Stream = stream,
            Settings = new PipelineSettings { BootstrapServers = "", Postgres = "" },
            Assignment = null!, // Belongs to the commit, which does not happen here.
            Inputs = [.. stage.Inputs.Select((input, i) => new PartitionInput(i, input, topics[i], new InputGauge(), specs[i] is { } spec ? new Validator(spec, 0, 1) : null))],
            Merge = new EventTimeMerge(
                [.. stage.Inputs.Select((input, i) => new MergeInput(
                    input.Kind, input.Content, input.Content == RowContent.Labels ? plan.Topology.Labels!.Id : plan.Topology.Source.Id, new(topics[i], 0, 0)))],
                plan.Topology.Order, TimeProvider.System),
            Features = new FeatureEngine(stage, plan.Topology),
            Tail = _tail,
            Projection = new OutputProjection(plan, stage, layout),
            Committer = null!,
            Scorer = stage.Final ? new Scorer(plan.Topology, new ModelSlot(), EngineFingerprint.Of(ExecutionProvider.Cpu)) : null,
            Metrics = new StageMetrics(stage.Name),
            Time = TimeProvider.System,
            Fault = fault => throw fault,
        };
    }

    public StagePlan Plan { get; }

    public long NextOffset() => _offset++;

    public void Validate(int input, RawBatch raw)
    {
        if (raw.Count > 0) _clock.Time(Plan.Name, "decode JSON (part of validate)", () => Decode(input, raw), rows => rows);
        var validated = _clock.Time(Plan.Name, "validate", () => _partition.Inputs[input].Validator!.Validate(raw), v => v.Accepted.Length + v.Rejected.Length);
        Add(input, new MergeSlice
        {
            Rows = validated.Accepted,
            Rejected = validated.Rejected,
            Watermarks = validated.Watermarks,
            Latest = validated.Latest,
            Publishers = raw.Publishers,
            NextOffset = raw.NextOffset,
            Bytes = raw.Arena.Length,
        });
    }

    public void Add(int input, MergeSlice slice) => _clock.Time(Plan.Name, "merge", () => Merge(input, slice), _ => 0);

    /// <summary>The next batch, through all steps; null where none can leave yet.</summary>
    public StageOutput? Take()
    {
        var merged = _clock.Time(
            Plan.Name, "merge", () => _partition.Merge.Take(_partition.Settings.MaxBatchRows) ?? _partition.Merge.TakeProgress(), m => m?.RowCount ?? 0);
        if (merged is null) return null;
        var rows = Plan.Features.Count == 0 && merged.Events is null
            ? merged.Events
            : _clock.Time(Plan.Name, "features", () => _partition.Features.Process(merged.Events, merged.Labels, merged.LabelBefore, merged.Clock), r => r?.Length ?? 0);
        var batch = new BatchInFlight(merged, rows);
        if (_partition.Scorer is { } scorer && rows is not null)
        {
            var scored = _clock.Time(Plan.Name, "inference", () => scorer.Score(rows, _model), s => s.Rows.Length);
            batch = batch with { Rows = scored.Rows, Model = scored.Model };
        }

        var (recorded, prepared) = _clock.Time(Plan.Name, "audit", () => Audit(batch), a => Count(a.Recorded));
        var records = _clock.Time(Plan.Name, "project", () => _partition.Projection.Project(recorded.ToOutputs(prepared.Stream, prepared.Version)), _ => Count(recorded));
        return new StageOutput(recorded.Rows, recorded.Labels, prepared, records);
    }

    static int Count(RecordedBatch recorded) => recorded.Rows?.Length ?? recorded.Labels?.Length ?? 0;

    (RecordedBatch Recorded, PreparedBatch Prepared) Audit(BatchInFlight batch)
    {
        var recorded = RecordedBatch.Of(_partition, batch, snapshot: null);
        var prepared = PreparedBatch.Create(_tail, recorded.Header, recorded.Tables);
        _tail = prepared.Tail;
        return (recorded, prepared);
    }

    int Merge(int input, MergeSlice slice)
    {
        _partition.Merge.Add(input, slice);
        return 0;
    }

    int Decode(int input, RawBatch raw)
    {
        _faults.Reset(raw.Count);
        return _decoders[input]!.Decode(raw, _faults, [], new int[raw.Count]).Length;
    }
}
