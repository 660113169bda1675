using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Inference.Serving;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Learning.Recorded;
using Streaming.Learning.Trials;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Gates;

/// <summary>Holds a version against the one in use on recorded rows of a period that it was not trained on.</summary>
public sealed class GateReader(LineageStore store)
{
    /// <summary>Tells how the groups that the topology declares would fare, too.</summary>
    public bool WithGroups { get; init; }

    /// <param name="plan">The topology, which has labels.</param>
    /// <param name="period">Event times of the rows.</param>
    /// <param name="champion">The one in use; null: the scores that were recorded, which are the rule's. Rows on which it fails are left
    /// out: they were recorded before it was in use.</param>
    /// <param name="challenger">The other.</param>
    /// <param name="rule">What decides whether it is better.</param>
    /// <param name="stop">Stops reading.</param>
    public async Task<GateReport> ReadAsync(
        PipelinePlan plan,
        TimeRange period,
        ServedModel? champion,
        ServedModel challenger,
        TrialRule rule,
        CancellationToken stop
    )
    {
        var topology = plan.Topology;
        string[] features = [.. topology.Features.Select(f => f.Name)];
        var streams = await store.ListStreamsAsync(topology.Name, stop);
        var labels = await LabelReader.ReadAsync(new BatchPass(store, period.From), streams, plan, stop);
        var scores = new TwiceScored(topology);
        var alerts = new AlertCounter(topology.Score.Decisions);
        var fairness =
            topology.Fairness is null || !WithGroups
                ? null
                : new FairnessTally(topology, period, labels, FairnessReader.DueBefore(plan, streams));
        var (one, other) = (new RowClock(champion?.Model, features), new RowClock(challenger.Model, features));
        await new BatchPass(store, period.From).ForEachAsync(
            streams.Where(s => s.Stream.Stage == plan.Final.Name),
            TableNames.Rows,
            Take,
            stop
        );
        return new GateReport
        {
            Rows = scores.Count,
            Quality = scores.Quality(labels, rule),
            Stability = scores.StabilityByTenths(),
            Alerts = alerts.One,
            OtherAlerts = alerts.Other,
            Micros = one.Micros,
            OtherMicros = other.Micros ?? 0,
            Fairness = fairness?.Report(),
        };

        void Take(RecordBatch rows)
        {
            var times = Columns.Times(rows, SystemColumns.EventTime);
            var wanted = false;
            foreach (var time in times)
                wanted |= period.Contains(time);
            if (!wanted || !Columns.HasFeatures(rows, features))
                return;
            var theirs = one.ScoreEach(rows) ?? RecordedScores.Of(rows, 0);
            var others = other.Score(rows)!;
            scores.Add(rows, theirs, others, period);
            alerts.Add(rows, theirs, others, period);
            fairness?.AddOther(rows, others);
        }
    }
}
