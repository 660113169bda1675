using System.Text.Json;
using CsCheck;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Search;
using Streaming.Learning.Tests.Data;
using Streaming.Learning.Training;
using Streaming.Topology.Model;

namespace Streaming.Learning.Tests.Search;

public class ModelSearchTests
{
    static readonly TrainerOptions Options = new() { Trees = 30, Bins = 255 };
    static readonly IReadOnlyList<Fold> Folds = PrequentialFolds.Of(MadeUpRows.Set(1, 6_000), 3, TimeSpan.FromHours(1));

    [Fact]
    public void The_same_seed_and_number_of_trials_give_the_same_search()
    {
        var first = Run(Options, 12);
        JsonSerializer.Serialize(Run(Options, 12).Report).ShouldBe(JsonSerializer.Serialize(first.Report));
        first.Report.Trials.Select(t => t.Number).ShouldBe(Enumerable.Range(1, 12));
        JsonSerializer
            .Serialize(Run(Options with { Seed = 2 }, 12).Report.Trials[1])
            .ShouldNotBe(JsonSerializer.Serialize(first.Report.Trials[1]));
    }

    [Fact]
    public void The_best_of_all_that_were_judged_on_every_fold_is_taken_and_is_better_than_the_defaults()
    {
        var (best, report) = Run(Options, 16);
        var taken = report.Trials[report.Best - 1];
        taken.GivenUp.ShouldBeFalse();
        taken.Folds.ShouldBe(3);
        taken.AveragePrecision.Mean.ShouldBe(report.Trials.Where(t => !t.GivenUp).Max(t => t.AveragePrecision.Mean));
        taken.AveragePrecision.Mean.ShouldBeGreaterThan(report.Trials[0].AveragePrecision.Mean);
        best.Leaves.ShouldBe((int)taken.Settings["leaves"]);
        best.LearningRate.ShouldBe(taken.Settings["learning_rate"]);
        Trainer.Train(Folds[0].Train, best).Options.ShouldBe(best);
    }

    [Fact]
    public void Hopeless_trials_are_given_up()
    {
        var report = Run(Options, 16).Report;
        var givenUp = report.Trials.Where(t => t.GivenUp).ToList();
        givenUp.Count.ShouldBeInRange(2, 14);
        givenUp.ShouldAllBe(t => t.Folds < 3);
        // After the first fold it was below the median of at least four.
        report.Trials.Take(4).ShouldAllBe(t => !t.GivenUp);
    }

    [Fact]
    public void What_is_set_is_not_searched()
    {
        var (best, report) = Run(Options with { Leaves = 5 }, 3);
        best.Leaves.ShouldBe(5);
        report.Trials.ShouldAllBe(t => !t.Settings.ContainsKey("leaves") && !t.Settings.ContainsKey("trees"));
    }

    [Theory]
    [InlineData(Algorithm.FastTree)]
    [InlineData(Algorithm.FastForest)]
    [InlineData(Algorithm.Sdca)]
    [InlineData(Algorithm.Gam)]
    public void Every_algorithm_can_be_searched(Algorithm algorithm)
    {
        var options = algorithm switch
        {
            Algorithm.Sdca => new TrainerOptions(),
            Algorithm.Gam => new TrainerOptions { Rounds = 50 },
            _ => new TrainerOptions { Trees = 20 },
        };
        var report = Run(options with { Algorithm = algorithm }, 3).Report;
        report.Trials.Select(t => string.Join(' ', t.Settings.Values)).Distinct().Count().ShouldBe(3);
        report.Trials.ShouldAllBe(t => t.AveragePrecision.Mean > 0.06);
    }

    [Fact]
    public void No_trial_begins_after_the_time_is_over()
    {
        var report = ModelSearch
            .Run(Folds, Options, new SearchOptions { Trials = 1000, Time = TimeSpan.FromMinutes(3) }, new MinuteByMinute())
            .Report;
        report.Trials.Count.ShouldBeInRange(2, 4);
        ModelSearch
            .Run(Folds, Options, new SearchOptions { Trials = 1000, Time = TimeSpan.FromSeconds(1) }, new MinuteByMinute())
            .Report.Trials.Count.ShouldBe(1, "the defaults are always tried");
    }

    [Fact]
    public void Progress_is_told_after_every_trial()
    {
        var said = new List<SearchState>();
        ModelSearch.Run(Folds, Options, new SearchOptions { Trials = 3 }, TimeProvider.System, new Recorder(said));
        said.Select(s => s.Done).ShouldBe([1, 2, 3]);
        said[0].Best.Number.ShouldBe(1);
    }

    [Fact]
    public void Folds_are_in_the_order_of_time_and_learn_from_nothing_whose_label_was_not_known()
    {
        Gen.Select(Gen.Int[1, 6], Gen.Int[0, 48], Gen.Int[0, 1000])
            .Sample(
                made =>
                {
                    var (count, gapHours, seed) = made;
                    var set = MadeUpRows.Set(seed, 8_000);
                    var gap = TimeSpan.FromHours(gapHours);
                    var folds = PrequentialFolds.Of(set, count, gap);
                    folds.Count.ShouldBe(count);
                    foreach (var fold in folds)
                        (fold.Train.EventTimes[^1] + gap).ShouldBeLessThan(fold.Test.EventTimes[0]);
                    foreach (var (before, after) in folds.Zip(folds.Skip(1)))
                    {
                        before.Test.EventTimes[^1].ShouldBeLessThan(after.Test.EventTimes[0]);
                        (after.Test.EventTimes[0] - before.Test.EventTimes[^1]).ShouldBe(TimeSpan.FromMinutes(1), "no row is left out");
                        after.Train.Count.ShouldBeGreaterThan(before.Train.Count);
                    }

                    folds[^1].Test.EventTimes[^1].ShouldBe(set.EventTimes[^1]);
                },
                iter: 30
            );
    }

    [Fact]
    public void Folds_with_too_few_rows_of_a_class_are_refused()
    {
        var set = MadeUpRows.Set(1, 400);
        Should.Throw<LearningException>(() => PrequentialFolds.Of(set, 20, TimeSpan.Zero)).Message.ShouldContain("Fold 2 of 20 has");
        Should.Throw<LearningException>(() => PrequentialFolds.Of(set, 2, TimeSpan.FromDays(7))).Message.ShouldContain("span");
    }

    static (TrainerOptions Best, SearchReport Report) Run(TrainerOptions options, int trials) =>
        ModelSearch.Run(Folds, options, new SearchOptions { Trials = trials }, TimeProvider.System);

    /// <summary>A minute goes by whenever somebody looks.</summary>
    sealed class MinuteByMinute : TimeProvider
    {
        long _minutes;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 60 * _minutes++;
    }

    sealed class Recorder(List<SearchState> said) : IProgress<SearchState>
    {
        public void Report(SearchState value) => said.Add(value);
    }
}
