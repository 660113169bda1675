using System.Diagnostics;
using Streaming.Pipeline.Metrics;
using Streaming.Pipeline.Scoring;

namespace Streaming.Pipeline.Stages;

/// <summary>Scores and decides, a batch at a time, with the model in use when the batch comes; stages before the final one pass batches on.</summary>
sealed class ScoreStep(Scorer? scorer, StageMetrics metrics)
{
    public BatchInFlight Score(BatchInFlight batch)
    {
        if (scorer is null || batch.Rows is not { } rows) return batch;
        var start = Stopwatch.GetTimestamp();
        var scored = batch.Merged.Control.FallsBack ? scorer.Score(rows, served: null) : scorer.Score(rows);
        metrics.Took(Step.Inference, start, rows.Length);
        return batch with { Rows = scored.Rows, Model = scored.Model };
    }
}
