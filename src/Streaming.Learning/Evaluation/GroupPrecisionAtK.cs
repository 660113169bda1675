using Streaming.Events.Time;

namespace Streaming.Learning.Evaluation;

/// <summary>
/// Precision at k over groups, day by day: each day the k groups whose highest-scoring rows score highest are looked at;
/// a group was rightly chosen if any of its rows that day is positive, and is not looked at again on later days. The mean
/// over days. (The "card precision top-k" of Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud
/// Detection, chapter 4, with the card as the group.)
/// </summary>
public static class GroupPrecisionAtK
{
    /// <param name="scores">One a row.</param>
    /// <param name="labels">One a row.</param>
    /// <param name="groups">One a row.</param>
    /// <param name="eventTimes">One a row; days are those of UTC.</param>
    /// <param name="k">How many groups are looked at a day.</param>
    /// <returns>Null without rows.</returns>
    public static double? Of(
        ReadOnlySpan<float> scores,
        ReadOnlySpan<bool> labels,
        ReadOnlySpan<int> groups,
        ReadOnlySpan<Timestamp> eventTimes,
        int k
    )
    {
        Ranking.Check(scores, labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        var days = new SortedDictionary<Timestamp, Dictionary<int, Best>>();
        for (var row = 0; row < scores.Length; row++)
        {
            var day = eventTimes[row].Floor(TimeSpan.MicrosecondsPerDay);
            if (!days.TryGetValue(day, out var ofDay))
                days.Add(day, ofDay = []);
            ofDay[groups[row]] = ofDay.TryGetValue(groups[row], out var best)
                ? best.With(scores[row], labels[row])
                : new Best(scores[row], labels[row]);
        }

        var settled = new HashSet<int>();
        var sum = 0.0;
        foreach (var ofDay in days.Values)
            sum += OfDay(ofDay, settled, k);
        return days.Count > 0 ? sum / days.Count : null;
    }

    static double OfDay(Dictionary<int, Best> groups, HashSet<int> settled, int k)
    {
        var found = groups
            .Where(group => !settled.Contains(group.Key))
            .OrderByDescending(group => group.Value.Score)
            .ThenBy(group => group.Key)
            .Take(k)
            .Where(group => group.Value.Positive)
            .Select(group => group.Key)
            .ToList();
        settled.UnionWith(found);
        return (double)found.Count / k;
    }

    readonly record struct Best(float Score, bool Positive)
    {
        internal Best With(float score, bool positive) => new(Math.Max(Score, score), Positive | positive);
    }
}
