using CsCheck;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;

namespace Streaming.Learning.Tests.Evaluation;

public class BootstrapTests
{
    [Fact]
    public void Counted_once_each_rows_have_the_metrics_of_the_report() =>
        Gen.Select(Gen.Int[0, 20].Array[1, 300], Gen.Int[0, 1_000_000])
            .Sample(
                (values, seed) =>
                {
                    var random = new Random(seed);
                    var set = Made(values.Length, random, groups: 40);
                    var scores = Array.ConvertAll(values, value => value / 20f);
                    var found = new WeightedMetrics(scores, set).Of([.. Enumerable.Repeat(1, set.Count)]);
                    var report = EvaluationReport.Of(scores, set).ToMetrics();
                    found.Keys.Order().ShouldBe(report.Keys.Except(["rows", "positives", "calibration_error"]).Order());
                    foreach (var (name, value) in found)
                        value.ShouldBe(report[name], 1e-12, name);
                }
            );

    [Fact]
    public void A_row_counted_twice_is_as_if_it_were_there_twice() =>
        Gen.Select(Gen.Select(Gen.Int[0, 20], Gen.Int[0, 3]).Array[1, 200], Gen.Int[0, 1_000_000])
            .Sample(
                (rows, seed) =>
                {
                    var set = Made(rows.Length, new Random(seed), groups: 0);
                    int[] repeated = [.. rows.SelectMany((row, i) => Enumerable.Repeat(i, row.Item2))];
                    var scores = Array.ConvertAll(rows, row => row.Item1 / 20f);
                    var found = new WeightedMetrics(scores, set).Of(Array.ConvertAll(rows, row => row.Item2));
                    var expected = EvaluationReport.Of([.. repeated.Select(i => scores[i])], set.Take(repeated)).ToMetrics();
                    // Rows of one score at the cut of the first hundred stand in another order.
                    foreach (var (name, value) in found.Where(m => m.Key != "precision_at_100" || repeated.Length < 100))
                        value.ShouldBe(expected[name], 1e-12, name);
                }
            );

    [Fact]
    public void Of_a_hundred_intervals_about_ninety_five_hold_the_truth()
    {
        // Scores of positives are N(1, 1), of negatives N(0, 1): the area is the chance that N(1, 2) is above 0.
        const double truth = 0.760250;
        var held = 0;
        const int trials = 100;
        for (var trial = 0; trial < trials; trial++)
        {
            var random = new Random(trial);
            var labels = Enumerable.Range(0, 400).Select(_ => random.NextDouble() < 0.3).ToArray();
            var scores = labels.Select(label => (float)(Normal(random) + (label ? 1 : 0))).ToArray();
            var set = new TrainingSet([], [], labels, new Timestamp[labels.Length]);
            var interval = Bootstrap.Intervals(scores, set)["roc_auc"];
            if (interval.Low <= truth && truth <= interval.High)
                held++;
        }

        held.ShouldBeInRange(88, 100);
    }

    [Fact]
    public void Rows_that_come_in_groups_say_less()
    {
        // Each group's rows are the same row ten times: as much is known as of a tenth of the rows.
        var random = new Random(1);
        var groups = Enumerable.Range(0, 300).Select(_ => (Label: random.NextDouble() < 0.3, Noise: Normal(random))).ToArray();
        var rows = groups.SelectMany((group, number) => Enumerable.Repeat((group, number), 10)).ToArray();
        bool[] labels = [.. rows.Select(row => row.group.Label)];
        float[] scores = [.. rows.Select(row => (float)(row.group.Noise + (row.group.Label ? 1 : 0)))];
        var times = new Timestamp[rows.Length];
        var apart = Width(new TrainingSet([], [], labels, times));
        var together = Width(new TrainingSet([], [], labels, times, [.. rows.Select(row => row.number)]));
        (together / apart).ShouldBeInRange(Math.Sqrt(10) * 0.8, Math.Sqrt(10) * 1.25);

        double Width(TrainingSet set)
        {
            var interval = Bootstrap.Intervals(scores, set)["roc_auc"];
            return interval.High - interval.Low;
        }
    }

    [Fact]
    public void The_same_scores_have_the_same_intervals()
    {
        var set = Made(500, new Random(1), groups: 30);
        float[] scores = [.. Enumerable.Range(0, 500).Select(row => row % 97 / 97f)];
        Bootstrap.Intervals(scores, set).ShouldBe(Bootstrap.Intervals(scores, set));
        Bootstrap.Intervals([], set.Where(_ => false)).ShouldBeEmpty();
    }

    static TrainingSet Made(int rows, Random random, int groups) =>
        new(
            [],
            [],
            [.. Enumerable.Range(0, rows).Select(_ => random.Next(4) == 0)],
            [.. Enumerable.Range(0, rows).Select(row => Timestamp.Epoch + TimeSpan.FromHours(row))],
            groups == 0 ? null : [.. Enumerable.Range(0, rows).Select(_ => random.Next(groups))]
        );

    static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
