using Streaming.Learning.Data;

namespace Streaming.Learning.Search;

/// <summary>Rows to learn from, and later ones to be judged on.</summary>
public sealed record Fold(TrainingSet Train, TrainingSet Test);

/// <summary>
/// Folds in the order of time (prequential validation: Dawid 1984; Gama, Sebastião and Rodrigues 2013): each is judged on a period that
/// follows what it learnt from, after a gap as long as labels take to become known.
/// </summary>
public static class PrequentialFolds
{
    /// <summary>Share of the time beside the gap that all periods to be judged on take together.</summary>
    const double JudgedShare = 0.5;

    /// <summary>
    /// So many periods of one length at the end of the set, the last one ending with it; each fold learns from all rows that lie a gap
    /// before its period.
    /// </summary>
    /// <param name="set">Rows with labels.</param>
    /// <param name="count">Folds; 1 or more.</param>
    /// <param name="gap">How late labels become known.</param>
    /// <returns>From the earliest to the latest.</returns>
    /// <exception cref="LearningException">The set does not reach back far enough, or a fold has too few rows of a class to learn from or
    /// to be
    /// judged on.</exception>
    public static IReadOnlyList<Fold> Of(TrainingSet set, int count, TimeSpan gap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var whole = TimeSplit.AtEnd(set, JudgedShare, gap);
        var length = (whole.Test.To - whole.Test.From) / count;
        var folds = new Fold[count];
        for (var i = 0; i < count; i++)
        {
            var from = whole.Test.To - (count - i) * length;
            var split = new TimeSplit(
                new TimeRange(whole.Train.From, from - gap),
                new TimeRange(from, i == count - 1 ? whole.Test.To : from + length)
            );
            folds[i] = new Fold(split.TrainRows(set), split.TestRows(set));
            Check(folds[i], i + 1, count);
        }

        return folds;
    }

    static void Check(Fold fold, int number, int count)
    {
        var (learnt, judged) = (fold.Train.CountPositives(), fold.Test.CountPositives());
        if (
            learnt < Training.Trainer.MinRowsPerClass
            || fold.Train.Count - learnt < Training.Trainer.MinRowsPerClass
            || judged == 0
            || judged == fold.Test.Count
        )
        {
            throw new LearningException(
                $"Fold {number} of {count} has {learnt} positive of {fold.Train.Count} rows to learn from and {judged} of "
                    + $"{fold.Test.Count} to be judged on: too few to compare settings by. Take fewer folds, or wait for more labels."
            );
        }
    }
}
