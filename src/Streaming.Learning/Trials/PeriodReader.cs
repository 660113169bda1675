using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Inference.Serving;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Trials;

/// <summary>
/// Holds the scores that decided about a period against those that one model would have given: the recorded features give them at any
/// time.
/// </summary>
public sealed class PeriodReader(LineageStore store)
{
    /// <param name="plan">The topology, which has labels.</param>
    /// <param name="model">Made for the topology's features.</param>
    /// <param name="period">Event times of the rows.</param>
    /// <param name="stop">Stops reading.</param>
    /// <returns>Null where no row of the period has a label yet.</returns>
    public async Task<PeriodQuality?> ReadAsync(PipelinePlan plan, ServedModel model, TimeRange period, CancellationToken stop = default)
    {
        var topology = plan.Topology;
        string[] features = [.. topology.Features.Select(f => f.Name)];
        var streams = await store.ListStreamsAsync(topology.Name, stop);
        var labels = await LabelReader.ReadAsync(new BatchPass(store, period.From), streams, plan, stop);
        var scores = new TwiceScored(topology);
        await new BatchPass(store, period.From).ForEachAsync(
            streams.Where(s => s.Stream.Stage == plan.Final.Name),
            TableNames.Rows,
            Take,
            stop
        );
        return scores.Quality(labels, new TrialRule()) is { Recorded.Report: var decided, WhatIf.Report: var scored }
            ? new PeriodQuality(period, decided.Rows, decided.Positives, decided.AveragePrecision, scored.AveragePrecision)
            : null;

        void Take(RecordBatch rows)
        {
            if (!Columns.HasFeatures(rows, features))
                return;
            var others = new float[rows.Length];
            model.Model.ScoreEach(rows, features, others);
            scores.Add(rows, Columns.Float(rows, TableNames.Score), others, period);
        }
    }
}
