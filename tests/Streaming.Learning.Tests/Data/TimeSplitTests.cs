using CsCheck;
using Streaming.Events.Time;
using Streaming.Learning.Data;

namespace Streaming.Learning.Tests.Data;

public class TimeSplitTests
{
    [Fact]
    public void The_test_period_ends_with_the_last_row_and_the_gap_lies_before_it()
    {
        var set = Rows(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        var split = TimeSplit.AtEnd(set, test: TimeSpan.FromDays(2), gap: TimeSpan.FromDays(3));
        split.TrainRows(set).EventTimes.ShouldBe(Rows(0, 1, 2, 3, 4).EventTimes);
        split.TestRows(set).EventTimes.ShouldBe(Rows(8, 9).EventTimes);
    }

    [Fact]
    public void Too_short_a_history_is_refused_with_its_length()
    {
        Should
            .Throw<LearningException>(() => TimeSplit.AtEnd(Rows(0, 1, 2), TimeSpan.FromDays(1), TimeSpan.FromDays(7)))
            .Message.ShouldContain("span 2 days");
        Should
            .Throw<LearningException>(() => TimeSplit.AtEnd(Rows(), TimeSpan.FromDays(1), TimeSpan.Zero))
            .Message.ShouldContain("no labelled rows");
        Should.Throw<LearningException>(() => TimeSplit.AtEnd(Rows(0, 1, 2), 0.5, TimeSpan.FromDays(7)));
    }

    [Fact]
    public void No_label_of_the_training_period_becomes_known_inside_the_test_period() =>
        Gen.Select(Gen.Int[0, 100].Array[2, 60], Gen.Double[0.05, 0.95], Gen.Int[0, 20])
            .Sample(made =>
            {
                var (days, share, gap) = made;
                var set = Rows(days);
                TimeSplit split;
                try
                {
                    split = TimeSplit.AtEnd(set, share, TimeSpan.FromDays(gap));
                }
                catch (LearningException)
                {
                    return;
                }

                var (train, test) = (split.TrainRows(set), split.TestRows(set));
                train.Count.ShouldBeGreaterThan(0);
                test.Count.ShouldBeGreaterThan(0);
                (train.EventTimes.Max() + TimeSpan.FromDays(gap)).ShouldBeLessThan(test.EventTimes.Min());
            });

    static TrainingSet Rows(params int[] days) =>
        new([], [], new bool[days.Length], [.. days.Select(d => Timestamp.Epoch + TimeSpan.FromDays(d))]);
}
