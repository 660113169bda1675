using Streaming.Learning.Data;

namespace Streaming.Learning.Evaluation;

/// <summary>
/// The metrics of <see cref="EvaluationReport"/> where a row counts any whole number of times, as it does in a sample drawn with
/// replacement. What
/// depends on the order of the scores alone is made once, so that a sample costs one pass over the rows. Counted once each, rows give
/// what the report gives.
/// </summary>
sealed class WeightedMetrics
{
    readonly int[] _order;
    readonly float[] _scores;
    readonly bool[] _labels;
    readonly double[] _losses;
    readonly IReadOnlyList<Day> _days;

    internal WeightedMetrics(float[] scores, TrainingSet set)
    {
        _scores = scores;
        _labels = set.Labels;
        _order = Ranking.Falling(scores);
        _losses = [.. scores.Select((score, row) => LogLoss.Of([score], [set.Labels[row]])!.Value)];
        _days = set.Groups is null ? [] : Day.Of(scores, set);
    }

    /// <summary>A group's best row of a day.</summary>
    sealed record Best(int Group, int Row, bool Positive);

    /// <summary>The groups of a day, best first.</summary>
    sealed record Day(IReadOnlyList<Best> Groups)
    {
        internal static IReadOnlyList<Day> Of(float[] scores, TrainingSet set) =>
            [
                .. Enumerable
                    .Range(0, set.Count)
                    .GroupBy(row => set.EventTimes[row].Floor(TimeSpan.MicrosecondsPerDay))
                    .OrderBy(day => day.Key)
                    .Select(day => new Day([
                        .. day.GroupBy(row => set.Groups![row])
                            .Select(group => new Best(group.Key, group.MaxBy(row => scores[row]), group.Any(row => set.Labels[row])))
                            .OrderByDescending(best => scores[best.Row])
                            .ThenBy(best => best.Group),
                    ])),
            ];
    }

    /// <summary>The metrics by published name, without those that the sample does not allow.</summary>
    /// <param name="counts">How often each row is there.</param>
    internal Dictionary<string, double> Of(int[] counts)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        var (above, below, wins, precisions, loss) = (0L, 0L, 0.0, 0.0, 0.0);
        var (top, found) = (0, 0);
        var (truePositives, falsePositives) = (0L, 0L);
        for (var at = 0; at < _order.Length; )
        {
            var score = _scores[_order[at]];
            var (positives, negatives) = (0L, 0L);
            for (; at < _order.Length && _scores[_order[at]].Equals(score); at++)
            {
                var row = _order[at];
                if (counts[row] == 0)
                    continue;
                loss += counts[row] * _losses[row];
                var taken = Math.Min(counts[row], EvaluationReport.K - top);
                top += taken;
                if (_labels[row])
                {
                    positives += counts[row];
                    found += taken;
                }
                else
                {
                    negatives += counts[row];
                }
            }

            wins += negatives * (above + positives / 2.0);
            above += positives;
            below += negatives;
            if (positives > 0)
                precisions += positives * ((double)above / (above + below));
            if (score >= 0.5)
                (truePositives, falsePositives) = (above, below);
        }

        if (above > 0 && below > 0)
            metrics["roc_auc"] = wins / ((double)above * below);
        if (above > 0)
        {
            metrics["average_precision"] = precisions / above;
            metrics["recall"] = (double)truePositives / above;
        }

        if (above + below > 0)
            metrics["log_loss"] = loss / (above + below);
        metrics[$"precision_at_{EvaluationReport.K}"] = (double)found / EvaluationReport.K;
        if (_days.Count > 0)
            metrics[$"group_precision_at_{EvaluationReport.K}"] = _days.Sum(new GroupSlots(counts).Found) / _days.Count;
        if (truePositives + falsePositives > 0)
            metrics["precision"] = (double)truePositives / (truePositives + falsePositives);
        return metrics;
    }

    /// <summary>A group that is there twice takes two of a day's places; once rightly chosen it is not looked at again.</summary>
    sealed class GroupSlots(int[] counts)
    {
        readonly HashSet<int> _settled = [];

        internal double Found(Day day)
        {
            var (top, found) = (0, 0);
            var settled = new List<int>();
            foreach (var best in day.Groups)
            {
                var count = counts[best.Row];
                if (count == 0 || _settled.Contains(best.Group))
                    continue;
                var taken = Math.Min(count, EvaluationReport.K - top);
                top += taken;
                if (best.Positive && taken > 0)
                {
                    found += taken;
                    settled.Add(best.Group);
                }

                if (top == EvaluationReport.K)
                    break;
            }

            _settled.UnionWith(settled);
            return (double)found / EvaluationReport.K;
        }
    }
}
