using Streaming.Events.Time;
using Streaming.Learning.Evaluation;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Measuring;

/// <summary>What one scorer made of the rows of a window.</summary>
sealed class Tally
{
    readonly List<Row> _rows = [];

    readonly record struct Row(float Score, bool Alert, bool? Label);

    /// <param name="score">Of the row.</param>
    /// <param name="alert">Its decision is any but the last.</param>
    /// <param name="label">Null: not known.</param>
    internal void Add(float score, bool alert, bool? label) => _rows.Add(new Row(score, alert, label));

    /// <summary>The figures that scores and decisions give.</summary>
    /// <param name="window">Of the rows; no day before the first that is recorded counts.</param>
    internal GoalMeasures Measures(GoalsWindow window)
    {
        var labelled = _rows.Where(row => row.Label is not null).ToArray();
        float[] scores = [.. labelled.Select(row => row.Score)];
        bool[] labels = [.. labelled.Select(row => row.Label!.Value)];
        var measures = new GoalMeasures
        {
            Window = window.Range,
            Rows = _rows.Count,
            Labelled = labels.Length,
            Positives = labels.Count(positive => positive),
            AveragePrecision = ThresholdMetrics.AveragePrecision(scores, labels),
        };
        return WithAlerts(measures, window, _rows.Count(row => row.Alert), _rows.Count(row => row is { Alert: true, Label: false }));
    }

    /// <summary>The lowest score from which on rows may be alerts, so that there are no more of them than is wanted.</summary>
    /// <param name="window">Of the rows.</param>
    /// <param name="goals">What is wanted.</param>
    /// <returns>Null where no goal is about alerts, or there is no such score.</returns>
    internal (float Threshold, GoalMeasures Measures)? Threshold(GoalsWindow window, GoalsModel goals)
    {
        var wanted = goals.Wanted.Where(goal => goal.Metric is GoalMetric.AlertRate or GoalMetric.FalsePositivesADay).ToArray();
        if (wanted.Length == 0)
            return null;
        var measures = Measures(window);
        (float, GoalMeasures)? lowest = null;
        var (alerts, wrong) = (0, 0);
        // Rows of one score are alerts together or not at all.
        foreach (var step in _rows.Where(row => !float.IsNaN(row.Score)).GroupBy(row => row.Score).OrderByDescending(step => step.Key))
        {
            alerts += step.Count();
            wrong += step.Count(row => row.Label == false);
            var then = WithAlerts(measures, window, alerts, wrong);
            if (wanted.Any(goal => then.Of(goal.Metric) > goal.Bound))
                break;
            lowest = (step.Key, then);
        }

        return lowest;
    }

    static GoalMeasures WithAlerts(GoalMeasures measures, GoalsWindow window, int alerts, int wrong)
    {
        var begins = Timestamp.Max(window.Range.From, window.First);
        // What happened within hours says little of a day: it is not counted as if it had gone on like that.
        var days = window.Range.To > begins ? Math.Max(1, (window.Range.To - begins).TotalDays) : 1;
        return measures with
        {
            AlertRate = measures.Rows == 0 ? null : (double)alerts / measures.Rows,
            FalsePositivesADay = measures.Labelled == 0 ? null : wrong / days,
        };
    }
}
