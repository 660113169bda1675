using System.Collections.Concurrent;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Recorded;
using Streaming.Learning.Trials;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Learning.WhatIf;

/// <summary>
/// Collects recorded rows beside the same rows scored otherwise, and reports what would have been. Stage partitions may be
/// added at the same time, each one's batches in their order; the report does not depend on who came first.
/// </summary>
public sealed class WhatIfCollector(PipelinePlan plan, TimeRange period)
{
    readonly DecisionNames _decisions = new(plan.Topology);
    readonly ConcurrentDictionary<StreamKey, ScorePairs> _streams = new();
    long _otherFeatures;

    /// <param name="stream">Stage partition that the rows are of.</param>
    /// <param name="recorded">Rows with score and decision as they were recorded.</param>
    /// <param name="whatIf">The same rows with the other score and decision.</param>
    public void Add(StreamKey stream, RecordBatch recorded, RecordBatch whatIf) =>
        _streams.GetOrAdd(stream, _ => new ScorePairs(plan.Topology, _decisions)).Add(recorded, whatIf, period);

    /// <summary>Takes note of rows that the other scorer cannot score: they were recorded before the topology had all its
    /// features.</summary>
    public void LeaveOut(RecordBatch recorded)
    {
        var rows = 0;
        foreach (var time in Columns.Times(recorded, SystemColumns.EventTime))
            rows += period.Contains(time) ? 1 : 0;
        Interlocked.Add(ref _otherFeatures, rows);
    }

    /// <summary>Joins the labels that are known by now, and reports.</summary>
    public async Task<WhatIfReport> ReportAsync(LineageStore store, CancellationToken stop = default)
    {
        var labels = plan.Topology.Labels is null
            ? null
            : await LabelReader.ReadAsync(
                new BatchPass(store, period.From),
                await store.ListStreamsAsync(plan.Topology.Name, stop),
                plan,
                stop
            );
        var all = new ScorePairs(plan.Topology, _decisions);
        foreach (var (_, pairs) in _streams.OrderBy(s => s.Key.Stage, StringComparer.Ordinal).ThenBy(s => s.Key.Partition))
            all.Add(pairs);
        var (recorded, whatIf) = (all.Scores.One.ToArray(), all.Scores.Other.ToArray());
        var range = ScoreHistogram.RangeOf(recorded, whatIf);
        return new WhatIfReport
        {
            Rows = all.Scores.Count,
            OtherFeatures = _otherFeatures,
            Unscored = all.Unscored,
            Moves = ScoreMoves.Of(recorded, whatIf),
            Recorded = ScoreHistogram.Of(recorded.Select(s => (double)s), range.Low, range.High),
            WhatIf = ScoreHistogram.Of(whatIf.Select(s => (double)s), range.Low, range.High),
            Decisions = DecisionMatrix.Of(_decisions.All, all.RecordedDecisions, all.WhatIfDecisions),
            Quality = labels is null ? null : all.Scores.Quality(labels, new TrialRule()),
        };
    }
}
