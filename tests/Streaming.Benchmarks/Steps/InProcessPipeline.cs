using System.Globalization;
using Streaming.Events.Ipc;
using Streaming.Events.Raw;
using Streaming.Inference.Serving;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Steps;

/// <summary>
/// The pipeline's own parts in their order, one partition a stage, on one thread, with nothing between them: no actors, no
/// Kafka, no database. What a step costs by itself.
/// </summary>
internal sealed class InProcessPipeline
{
    readonly Dictionary<string, (InProcessStage Stage, int Input)> _readers = new(StringComparer.Ordinal);
    readonly StepClock _clock;
    readonly IStageObserver _observer;

    /// <param name="plan">What to run.</param>
    /// <param name="model">What scores; null: the rule.</param>
    /// <param name="clock">Told what each step costs.</param>
    /// <param name="observer">Sees what the stages record and emit.</param>
    public InProcessPipeline(PipelinePlan plan, ServedModel? model, StepClock clock, IStageObserver observer)
    {
        (_clock, _observer) = (clock, observer);
        var layout = new TopicLayout(plan, plan.Stages.ToDictionary(s => s.Name, _ => 1, StringComparer.Ordinal));
        foreach (var stage in plan.Stages)
        {
            var running = new InProcessStage(plan, stage, layout, model, clock);
            foreach (var (index, topic) in layout.TopicsOf(stage).Index()) _readers[topic] = (running, index);
        }
    }

    public void Run(IEnumerable<RawPiece> pieces)
    {
        foreach (var piece in pieces)
        {
            var (stage, input) = _readers[piece.Batch.Topic];
            stage.Validate(input, piece.Batch);
            Drain(stage);
        }
    }

    void Drain(InProcessStage stage)
    {
        while (stage.Take() is { } output)
        {
            _observer.Recorded(stage.Plan, output);
            foreach (var record in output.Records.Where(r => _readers.ContainsKey(r.Topic))) Deliver(record, stage);
        }
    }

    void Deliver(OutputRecord record, InProcessStage from)
    {
        var (stage, input) = _readers[record.Topic];
        var offset = from.NextOffset();
        var body = record.Message.Value;
        var rows = body is null ? null : _clock.Time(stage.Plan.Name, "decode channel", () => ArrowIpc.Read(body), r => r.Length);
        var text = record.Message.Headers.TryGetLastBytes(Watermark.Header, out var header) ? System.Text.Encoding.ASCII.GetString(header) : null;
        var watermark = text is null ? (long?)null : text == "idle" ? Watermark.Idle : long.Parse(text, CultureInfo.InvariantCulture);
        stage.Add(input, new MergeSlice
        {
            Rows = rows,
            Watermarks = watermark is { } time ? [new WatermarkRecord(offset, time)] : [],
            MessageOffset = offset,
            NextOffset = offset + 1,
            Bytes = body?.Length ?? 0,
        });
        Drain(stage);
    }
}

/// <summary>Looks on.</summary>
internal interface IStageObserver
{
    void Recorded(StagePlan stage, StageOutput output);
}
