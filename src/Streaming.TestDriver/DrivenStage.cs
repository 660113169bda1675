using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Consuming;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Isolation;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Scoring;
using Streaming.Pipeline.Stages;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.TestDriver;

/// <summary>
/// A stage partition of a network. Where a feature or the model throws on rows of it, it starts over from what it recorded, as in
/// production: without them.
/// </summary>
/// <param name="assembly">Puts the stage together.</param>
/// <param name="stream">The partition.</param>
/// <param name="scorer">Null in stages before the final one.</param>
/// <param name="time">What it takes for now.</param>
/// <param name="isolation">What the stage knows of rows that fail alone, in all its partitions.</param>
/// <param name="run">Runs its steps.</param>
sealed class DrivenStage(StageAssembly assembly, StreamKey stream, Scorer? scorer, TimeProvider time, RowIsolation isolation, StageRun run)
{
    readonly List<(RawInput? Raw, ChannelInput? Message)> _accepted = [];
    readonly List<StageStep> _recorded = [];

    /// <summary>The stage as it is now: after it has started over it is another.</summary>
    public StageProcessor Stage { get; private set; } = assembly.Alone(LineageTail.Start(stream), scorer, time, isolation);

    /// <summary>Records of an outside topic.</summary>
    public void Accept(RawInput raw)
    {
        if (run.StartsOver)
            _accepted.Add((raw, null));
        run.Accept(Stage, raw);
    }

    /// <summary>A message of another stage.</summary>
    public void Accept(ChannelInput message)
    {
        if (run.StartsOver)
            _accepted.Add((null, message));
        run.Accept(Stage, message);
    }

    /// <summary>Its inputs are at their ends for now.</summary>
    public void End()
    {
        foreach (var input in Stage.Parts.Inputs)
            Stage.Accept(new InputEnd(input.Id));
    }

    /// <summary>The next batch; null where none can leave yet.</summary>
    public StageStep? Take()
    {
        while (true)
        {
            try
            {
                var step = run.Take(Stage);
                if (step is not null && run.StartsOver)
                    _recorded.Add(step);
                return step;
            }
            catch (FailedRowsException) when (run.StartsOver)
            {
                StartOver();
            }
        }
    }

    void StartOver()
    {
        var tail = _recorded is [.., var last] ? last.Lineage.Tail : LineageTail.Start(stream);
        Stage = assembly.Alone(tail, scorer, time, isolation);
        foreach (var step in _recorded)
            Restore(step.Recorded);
        foreach (var (raw, message) in _accepted)
        {
            // A record a piece, as the driver publishes them: none is half passed.
            if (raw is not null && raw.Batch.NextOffset > Start(raw.Input))
                Stage.Accept(raw);
            if (message is not null && message.Offset >= Start(message.Input))
                Stage.Accept(message);
        }

        End();

        long Start(int input) => tail.Header?.Positions[input].NextOffset ?? 0;
    }

    void Restore(RecordedBatch recorded)
    {
        var (topology, stage) = (Stage.Parts.Topology, Stage.Parts.Stage);
        var (rows, labels, before) = new RestoredRows(topology, stage).Of(recorded.Rows, recorded.Labels);
        Stage.Parts.Features.Replay(rows, labels, before, recorded.Header.Watermark);
        foreach (var validator in Stage.Parts.Inputs.Select(i => i.Validator).OfType<Validator>())
        {
            if (recorded.Header.Partitioner is { } recognised)
                validator.Restore(new ValidatorState(recognised));
            if ((stage.Inputs[0].Kind == InputKind.Labels ? recorded.Labels : recorded.Rows) is { } validated)
                validator.Replay(validated);
        }
    }
}
