using Streaming.Events.Raw;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Ordering;
using Streaming.Pipeline.Stages;
using Streaming.TestDriver;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Benchmarks.Steps;

/// <summary>Looks on.</summary>
interface IStageObserver
{
    void Recorded(StagePlan stage, StageStep step);
}

/// <summary>Tells a clock what each step of a stage costs by itself: no actors, no Kafka, no database.</summary>
/// <param name="topology">What runs.</param>
/// <param name="clock">Told what each step costs.</param>
/// <param name="observer">Sees what the stages record and emit.</param>
sealed class TimedRun(TopologyModel topology, StepClock clock, IStageObserver observer) : StageRun
{
    readonly Dictionary<(StageProcessor, int), RecordDecoder> _decoders = [];
    readonly Verdicts _faults = new();

    public override void Accept(StageProcessor stage, RawInput raw)
    {
        var name = stage.Parts.Stage.Name;
        if (raw.Batch.Count > 0)
            clock.Time(name, "decode JSON (part of validate)", () => Decode(stage, raw), rows => rows);
        var slice = clock.Time(
            name,
            "validate",
            () => stage.Input.Read(raw),
            s => (s.Slice.Rows?.Length ?? 0) + (s.Slice.Rejected?.Length ?? 0)
        );
        Add(stage, slice);
    }

    public override void Accept(StageProcessor stage, ChannelInput message) =>
        Add(stage, clock.Time(stage.Parts.Stage.Name, "decode channel", () => stage.Input.Read(message), s => s.Slice.Rows?.Length ?? 0));

    public override StageStep? Take(StageProcessor stage)
    {
        var (name, features) = (stage.Parts.Stage.Name, stage.Features);
        if (clock.Time(name, "merge", features.Merge, m => m?.RowCount ?? 0) is not { } merged)
            return null;
        var batch =
            merged.Events is null && stage.Parts.Stage.Features.Count == 0
                ? features.Compute(merged)
                : clock.Time(name, "features", () => features.Compute(merged), b => b.Rows?.Length ?? 0);
        if (stage.Parts.Scorer is not null && batch.Rows is not null)
            batch = clock.Time(name, "inference", () => stage.Scoring.Score(batch), b => b.Rows!.Length);
        var recorded = clock.Time(name, "audit", () => stage.Recording.Audit(batch), r => Count(r.Recorded));
        var step = clock.Time(name, "project", () => stage.Recording.Project(recorded), s => Count(s.Recorded));
        features.Committed();
        return step;
    }

    public override void Recorded(StageProcessor stage, StageStep step) => observer.Recorded(stage.Parts.Stage, step);

    /// <summary>Events, or labels where there are only such.</summary>
    public static int Count(Pipeline.Recording.RecordedBatch recorded) => recorded.Rows?.Length ?? recorded.Labels?.Length ?? 0;

    void Add(StageProcessor stage, InputSlice slice) =>
        clock.Time(
            stage.Parts.Stage.Name,
            "merge",
            () =>
            {
                stage.Features.Add(slice);
                return 0;
            },
            _ => 0
        );

    int Decode(StageProcessor stage, RawInput raw)
    {
        if (!_decoders.TryGetValue((stage, raw.Input), out var decoder))
        {
            var plan = stage.Parts.Stage;
            var labels = stage.Parts.Inputs[raw.Input].Plan.Kind == InputKind.Labels;
            decoder = _decoders[(stage, raw.Input)] = new RecordDecoder(
                labels ? ValidationSpec.ForLabels(topology, plan) : ValidationSpec.ForSource(topology, plan)
            );
        }

        _faults.Reset(raw.Batch.Count);
        return decoder.Decode(raw.Batch, _faults, [], new int[raw.Batch.Count]).Length;
    }
}
