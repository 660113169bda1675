using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Measuring;

/// <summary>Goes through the rows of a window once, for what was recorded and for all who score them otherwise.</summary>
sealed class WindowPass(TopologyModel topology, GoalsWindow window, LabelIndex labels, IReadOnlyList<RowScorer> scorers)
{
    readonly string[] _features = [.. topology.Features.Select(f => f.Name)];
    readonly Alerts _alerts = new(topology);
    readonly Tally _recorded = new();
    readonly Tally[] _others = [.. scorers.Select(_ => new Tally())];
    readonly List<long> _latencies = [];
    readonly List<long> _delays = [];

    internal void Take(BatchHeader header, RecordBatch rows)
    {
        var times = Columns.Times(rows, SystemColumns.EventTime);
        var arrivals = Columns.Times(rows, SystemColumns.ArrivalTime);
        // What is scored otherwise has to be the same rows: those of a time without all features are in nobody's.
        if (!System.Array.TrueForAll(_features, name => Columns.HasFeature(rows, name)))
            return;
        var within = false;
        for (var row = 0; row < times.Length; row++)
        {
            if (times[row] >= window.Range.From)
                _latencies.Add(Math.Max(0, header.WrittenAt.MicrosSince(arrivals[row])));
            within |= window.Range.Contains(times[row]);
        }

        if (within)
            TakeWithin(rows, times);
    }

    void TakeWithin(RecordBatch rows, ReadOnlySpan<Timestamp> times)
    {
        var ids = EventKey.Of(rows, topology.Source.Id);
        var known = new bool?[rows.Length];
        for (var row = 0; row < known.Length; row++)
        {
            if (!window.Range.Contains(times[row]) || !labels.TryGet(ids[row], out var positive, out var at))
                continue;
            known[row] = positive;
            _delays.Add(Math.Max(0, at.MicrosSince(times[row])));
        }

        Add(_recorded, Columns.Float(rows, TableNames.Score), _alerts.Recorded(rows), known, times);
        for (var other = 0; other < scorers.Count; other++)
        {
            var scores = new float[rows.Length];
            scorers[other](rows, scores);
            Add(_others[other], scores, _alerts.With(rows, scores), known, times);
        }
    }

    void Add(Tally tally, ReadOnlySpan<float> scores, bool[] alerts, bool?[] known, ReadOnlySpan<Timestamp> times)
    {
        for (var row = 0; row < alerts.Length; row++)
        {
            // A row for which a version gives no score would have gone to quarantine.
            if (window.Range.Contains(times[row]) && !float.IsNaN(scores[row]))
                tally.Add(scores[row], alerts[row], known[row]);
        }
    }

    /// <summary>Of what was recorded.</summary>
    internal GoalMeasures Recorded() => WithTimes(_recorded);

    /// <summary>Of each scorer, in their order; how late labels come and how long rows take is as it was.</summary>
    internal IReadOnlyList<GoalMeasures> Others() => [.. _others.Select(WithTimes)];

    /// <summary>The lowest threshold of what was recorded that goals allow; null: there is none, or it is no matter of goals.</summary>
    internal (float Threshold, GoalMeasures Measures)? Threshold(GoalsModel goals) =>
        _recorded.Threshold(window, goals) is { } found ? (found.Threshold, WithTimes(found.Measures)) : null;

    GoalMeasures WithTimes(Tally tally) => WithTimes(tally.Measures(window));

    GoalMeasures WithTimes(GoalMeasures measures) =>
        measures with
        {
            LatencyP99 = Quantile(_latencies, 0.99),
            LabelDelay = Quantile(_delays, 0.9),
        };

    /// <summary>The smallest that is not below a share of them, in seconds.</summary>
    static double? Quantile(List<long> micros, double share)
    {
        micros.Sort();
        return micros.Count == 0 ? null : micros[(int)Math.Ceiling(share * micros.Count) - 1] / 1e6;
    }
}
