using Streaming.Events.Raw;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Emission;
using Streaming.Pipeline.Isolation;
using Streaming.Pipeline.Kafka;
using Streaming.Pipeline.Scoring;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Plan;

namespace Streaming.TestDriver;

/// <summary>
/// All stage partitions of a plan on one thread, with nothing between them: what one emits to another's topic is handed over, everything
/// else is left to who runs it. The stages are those that run in production (<see cref="StageProcessor"/>).
/// </summary>
sealed class StageNetwork
{
    readonly List<DrivenStage> _stages = [];
    readonly Dictionary<(string Topic, int Partition), (DrivenStage Stage, int Input)> _readers = [];
    readonly Dictionary<(string Topic, int Partition), long> _ends = [];
    readonly StageRun _run;

    /// <param name="plan">What to run.</param>
    /// <param name="partitions">Of every stage.</param>
    /// <param name="models">What scores; while it is empty, the rule.</param>
    /// <param name="time">What the stages take for now.</param>
    /// <param name="run">Runs the steps.</param>
    public StageNetwork(PipelinePlan plan, int partitions, ModelSlot models, TimeProvider time, StageRun run)
    {
        _run = run;
        var layout = new TopicLayout(plan, plan.Stages.ToDictionary(s => s.Name, _ => partitions, StringComparer.Ordinal));
        foreach (var stage in plan.Stages)
        {
            var assembly = new StageAssembly(plan, stage, layout);
            var isolation = new RowIsolation();
            for (var partition = 0; partition < partitions; partition++)
            {
                var scorer = assembly.Scorer(models, EngineFingerprint.Of(ExecutionProvider.Cpu));
                var driven = new DrivenStage(
                    assembly,
                    new StreamKey(plan.Topology.Name, stage.Name, partition),
                    scorer,
                    time,
                    isolation,
                    run
                );
                _stages.Add(driven);
                foreach (var input in driven.Stage.Parts.Inputs)
                    _readers[(input.Topic, partition)] = (driven, input.Id);
            }
        }
    }

    /// <summary>The offset that the next record of a topic partition gets.</summary>
    public long NextOffset(string topic, int partition)
    {
        var offset = _ends.GetValueOrDefault((topic, partition));
        _ends[(topic, partition)] = offset + 1;
        return offset;
    }

    /// <summary>Records of an outside topic, and what follows from them.</summary>
    public void Accept(RawBatch batch)
    {
        var (stage, input) = _readers[(batch.Topic, batch.Partition)];
        stage.Accept(new RawInput(input, batch));
        Drain();
    }

    /// <summary>Every topic is at its end for now, and what follows from that by this time.</summary>
    public void End()
    {
        foreach (var stage in _stages)
            stage.End();
        Drain();
    }

    /// <summary>How long somebody who is waited for may still take; null: nothing hangs on time.</summary>
    public TimeSpan? Wait => _stages.Min(s => s.Stage.Features.Wait);

    void Drain()
    {
        // Rows go down the plan only, but what has arrived may let others go.
        while (_stages.Aggregate(false, (moved, stage) => Drain(stage) || moved)) { }
    }

    bool Drain(DrivenStage stage)
    {
        var moved = false;
        while (stage.Take() is { } step)
        {
            moved = true;
            _run.Recorded(stage.Stage, step);
            foreach (var record in step.Outputs)
                Deliver(record);
        }

        return moved;
    }

    void Deliver(OutputRecord record)
    {
        var to = (record.Topic, record.Partition);
        if (!_readers.TryGetValue(to, out var reader))
            return;
        reader.Stage.Accept(
            ChannelInput.Of(reader.Input, NextOffset(record.Topic, record.Partition), record.Message.Value ?? [], record.Message.Headers)
        );
    }
}
