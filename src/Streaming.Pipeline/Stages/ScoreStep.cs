using System.Diagnostics;
using Apache.Arrow;
using Streaming.Inference.Serving;
using Streaming.Lineage.Batches;
using Streaming.Pipeline.Guarding;
using Streaming.Pipeline.Isolation;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Scoring;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Stages;

/// <summary>Scores and decides, a batch at a time, with the model in use when the batch comes, and lets the guards look at it; stages
/// before the final one pass batches on.</summary>
sealed class ScoreStep(StageParts parts)
{
    readonly RowGuards? _guards = parts.Scorer is null ? null : RowGuards.Of(parts.Topology);
    IReadOnlyList<GuardState> _guarded = parts.Scorer is null || parts.Topology.Guards.Count == 0 ? [] : parts.Tail.Header?.Guards ?? [];

    /// <exception cref="FailedRowsException">The model fails on some rows alone.</exception>
    public BatchInFlight Score(BatchInFlight batch)
    {
        if (parts.Scorer is not { } scorer || batch.Rows is not { } rows)
            return batch with { Guards = _guarded };
        var start = Stopwatch.GetTimestamp();
        using var lease = batch.Merged.Control.FallsBack ? null : scorer.Lease();
        var scored = Score(scorer, rows, lease?.Lineup);
        batch = Guard(batch with { Rows = scored.Rows, ScoredBy = scored.ScoredBy }, scored.Deciders);
        parts.Metrics.Took(Step.Inference, start, rows.Length);
        return batch;
    }

    BatchInFlight Guard(BatchInFlight batch, RowDeciders deciders)
    {
        if (_guards is null)
            return batch;
        var guarded = _guards.Guard(batch.Rows!, deciders, _guarded, batch.Merged.Clock);
        _guarded = guarded.After;
        return batch with { Rows = guarded.Rows, Guards = guarded.After, GuardEvents = guarded.Events };
    }

    ScoredRows Score(Scorer scorer, RecordBatch rows, ServedLineup? lineup)
    {
        try
        {
            var scored = scorer.Score(rows, lineup);
            parts.Isolation.Scored.Passed(rows, lineup?.Champion?.Version);
            parts.Isolation.ModelFails = false;
            return scored;
        }
        catch (Exception fault) when (RowFailure.CanCause(fault))
        {
            // Challengers throw nothing: it is whoever decides.
            BlameRows(scorer, rows, lineup?.Champion, fault);
            parts.Isolation.ModelFails = true;
            throw;
        }
    }

    void BlameRows(Scorer scorer, RecordBatch rows, ServedModel? served, Exception fault)
    {
        var trial = new RowTrial(rows, part => scorer.Score(part, served));
        var failing = parts.Isolation.Scored.Row is { } row
            ? trial.Find(() => scorer.Score(row, served))
            : FindWithoutWitness(trial, rows.Length, served);
        parts.Isolation.Blame(
            RowIsolation.TopicOf(parts.Topology, RowContent.Events),
            rows,
            failing,
            served is { Version: var v } ? $"Model {v.Name}/{v.Version}" : "The rule",
            fault
        );
    }

    /// <summary>A row of zeros stands by, as when the model was loaded.</summary>
    IReadOnlyList<RowFailure> FindWithoutWitness(RowTrial trial, int rows, ServedModel? served)
    {
        if (served is null || !parts.Isolation.Scored.TryDoWithout(rows))
            return trial.Find(outside: null);
        var failing = trial.Find(() => served.Model.Score(new float[served.Model.FeatureCount], 1, new float[1]));
        // Where not all fail, one of the others was the witness.
        if (failing.Count < rows)
            parts.Isolation.Scored.GiveBack(rows);
        return failing;
    }
}
