using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Search;

namespace Streaming.Learning.Tests.Data;

/// <summary>
/// The Fraud Detection Handbook's protocol: a week to learn from, a week until its labels are known, a week to be judged on; from each day
/// of it,
/// cards are taken out that were known by then to be compromised: in the training week, or seven days before that day or earlier.
/// </summary>
static class CardFraudProtocol
{
    const int Folds = 4;
    static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>The week that the handbook's chapters 3 and 4 learn from: 2018-07-25 to 31; the week judged on is the last of the
    /// file.</summary>
    public static readonly Timestamp LastWeek = Timestamp.From(new DateTimeOffset(2018, 7, 25, 0, 0, 0, TimeSpan.Zero));

    /// <summary>
    /// Four folds, each a week before the one after it, from the earliest on. (Those that the handbook's chapter 5 publishes end on
    /// 2018-09-04, three
    /// weeks after this file does: only the latest of ours is among them.)
    /// </summary>
    public static IReadOnlyList<Fold> Judged(TrainingSet set) => Before(set, LastWeek);

    /// <summary>The folds that settings are searched over: a delay and a week before those.</summary>
    public static IReadOnlyList<Fold> Searched(TrainingSet set) => Before(set, LastWeek - 2 * Week);

    /// <summary>The folds that the handbook's chapter 5 publishes, of a file that reaches as far.</summary>
    public static IReadOnlyList<Fold> Published(TrainingSet set) => Before(set, LastWeek + 3 * Week);

    /// <summary>The folds that settings are searched over for those.</summary>
    public static IReadOnlyList<Fold> SearchedForPublished(TrainingSet set) => Before(set, LastWeek + Week);

    static IReadOnlyList<Fold> Before(TrainingSet set, Timestamp last) =>
        [.. Enumerable.Range(0, Folds).Select(i => Split(set, last - (Folds - 1 - i) * Week))];

    public static Fold Split(TrainingSet set, Timestamp from)
    {
        var split = new TimeSplit(new TimeRange(from, from + Week), new TimeRange(from + 2 * Week, from + 3 * Week));
        var day = TimeSpan.FromDays(1);
        var known = new Dictionary<int, double>();
        for (var row = 0; row < set.Count; row++)
        {
            if (set.Labels[row] && set.EventTimes[row] >= from)
                known.TryAdd(set.Groups![row], Math.Floor((set.EventTimes[row] - from) / day));
        }

        return new Fold(
            split.TrainRows(set),
            set.Where(row =>
                split.Test.Contains(set.EventTimes[row])
                && !(known.TryGetValue(set.Groups![row], out var at) && at < Math.Floor((set.EventTimes[row] - split.Test.From) / day) + 7)
            )
        );
    }
}
