using Streaming.Events.Time;

namespace Streaming.Learning.Data;

/// <summary>A span of event time: <paramref name="From"/> included, <paramref name="To"/> not.</summary>
public readonly record struct TimeRange(Timestamp From, Timestamp To)
{
    /// <summary>Whether a time lies in it; its end does not.</summary>
    public bool Contains(Timestamp time) => time >= From && time < To;
}

/// <summary>
/// A period to learn from and a later one to be judged on. The gap between them is how late labels become known: at the
/// start of the test period, no more was known than the labels of the training period.
/// </summary>
public sealed record TimeSplit(TimeRange Train, TimeRange Test)
{
    /// <summary>The split whose test period is the last <paramref name="test"/> of the set, after a gap, after everything before.</summary>
    /// <exception cref="LearningException">The set does not reach back far enough.</exception>
    public static TimeSplit AtEnd(TrainingSet set, TimeSpan test, TimeSpan gap)
    {
        if (set.Count == 0)
        {
            throw new LearningException(
                "There are no labelled rows to learn from: let the pipeline score events and receive their labels first."
            );
        }

        var (first, last) = (set.EventTimes.Min(), set.EventTimes.Max());
        var testFrom = last.AddMicros(1) - test;
        var trainTo = testFrom - gap;
        if (trainTo <= first)
        {
            throw new LearningException(
                $"The labelled rows span {(last - first).TotalDays:0.##} days: too little for a test period of {test.TotalDays:0.##} days "
                    + $"after a gap of {gap.TotalDays:0.##} days. Wait for more labels, or make the test period shorter."
            );
        }

        return new TimeSplit(new TimeRange(first, trainTo), new TimeRange(testFrom, last.AddMicros(1)));
    }

    /// <summary>As <see cref="AtEnd(TrainingSet, TimeSpan, TimeSpan)"/>, the test period being a part of what is left beside the
    /// gap.</summary>
    /// <param name="set">What to split.</param>
    /// <param name="testShare">Share of the time for the test period, above 0 and below 1.</param>
    /// <param name="gap">How late labels become known.</param>
    public static TimeSplit AtEnd(TrainingSet set, double testShare, TimeSpan gap)
    {
        var span = set.Count == 0 ? 0 : set.EventTimes.Max().MicrosSince(set.EventTimes.Min()) + 1;
        var usable = Math.Max(0, span - gap.Micros());
        // The last row is always one to be judged on, however short the time.
        return AtEnd(set, TimeSpan.FromMicroseconds(Math.Max(1, usable * testShare)), gap);
    }

    /// <summary>The rows to learn from.</summary>
    public TrainingSet TrainRows(TrainingSet set) => set.Where(row => Train.Contains(set.EventTimes[row]));

    /// <summary>The later rows, to be judged by.</summary>
    public TrainingSet TestRows(TrainingSet set) => set.Where(row => Test.Contains(set.EventTimes[row]));
}
