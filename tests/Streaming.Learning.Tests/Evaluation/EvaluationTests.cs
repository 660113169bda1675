using CsCheck;
using Streaming.Events.Time;
using Streaming.Learning.Evaluation;

namespace Streaming.Learning.Tests.Evaluation;

public class EvaluationTests
{
    static readonly float[] Scores = [0.1f, 0.4f, 0.35f, 0.8f];
    static readonly bool[] Labels = [false, false, true, true];

    /// <summary>Few distinct scores, so that ties are common.</summary>
    static readonly Gen<(float[] Scores, bool[] Labels)> Scored = Gen.Select(Gen.Int[0, 6].Select(i => i / 6f), Gen.Bool)
        .Array[0, 40]
        .Select(rows => (rows.Select(r => r.Item1).ToArray(), rows.Select(r => r.Item2).ToArray()));

    [Fact]
    public void Roc_auc_of_a_known_case() => ThresholdMetrics.RocAuc(Scores, Labels).ShouldBe(0.75);

    [Fact]
    public void Average_precision_of_a_known_case() =>
        ThresholdMetrics.AveragePrecision(Scores, Labels)!.Value.ShouldBe(0.5 + 0.5 * 2 / 3, 1e-12);

    [Fact]
    public void Equal_scores_tell_nothing()
    {
        ThresholdMetrics.RocAuc([1, 1, 1, 1], Labels).ShouldBe(0.5);
        ThresholdMetrics.AveragePrecision([1, 1, 1, 1], Labels).ShouldBe(0.5);
    }

    [Fact]
    public void A_metric_without_the_rows_it_needs_is_null()
    {
        ThresholdMetrics.RocAuc([1, 2], [true, true]).ShouldBeNull();
        ThresholdMetrics.AveragePrecision([1, 2], [false, false]).ShouldBeNull();
        LogLoss.Of([], []).ShouldBeNull();
        GroupPrecisionAtK.Of([], [], [], [], 5).ShouldBeNull();
    }

    [Fact]
    public void Roc_auc_is_the_share_of_pairs_in_the_right_order() =>
        Scored.Sample(rows =>
        {
            double pairs = 0,
                right = 0;
            for (var p = 0; p < rows.Labels.Length; p++)
            {
                for (var n = 0; n < rows.Labels.Length; n++)
                {
                    if (!rows.Labels[p] || rows.Labels[n])
                        continue;
                    pairs++;
                    right +=
                        rows.Scores[p] > rows.Scores[n] ? 1
                        : rows.Scores[p] == rows.Scores[n] ? 0.5
                        : 0;
                }
            }

            var found = ThresholdMetrics.RocAuc(rows.Scores, rows.Labels);
            if (pairs == 0)
                found.ShouldBeNull();
            else
                found!.Value.ShouldBe(right / pairs, 1e-12);
        });

    [Fact]
    public void Average_precision_sums_precision_over_the_recall_won_at_each_threshold() =>
        Scored.Sample(rows =>
        {
            var positives = rows.Labels.Count(l => l);
            double sum = 0,
                recallBefore = 0;
            foreach (var threshold in rows.Scores.Distinct().OrderDescending())
            {
                var called = Enumerable.Range(0, rows.Scores.Length).Where(i => rows.Scores[i] >= threshold).ToArray();
                double right = called.Count(i => rows.Labels[i]);
                sum += (right / positives - recallBefore) * right / called.Length;
                recallBefore = right / positives;
            }

            var found = ThresholdMetrics.AveragePrecision(rows.Scores, rows.Labels);
            if (positives == 0)
                found.ShouldBeNull();
            else
                found!.Value.ShouldBe(sum, 1e-12);
        });

    [Fact]
    public void Metrics_do_not_hang_on_the_order_of_rows_with_different_scores() =>
        Scored.Sample(rows =>
        {
            var (scores, labels) = (rows.Scores.Reverse().ToArray(), rows.Labels.Reverse().ToArray());
            ThresholdMetrics.RocAuc(scores, labels).ShouldBe(ThresholdMetrics.RocAuc(rows.Scores, rows.Labels));
            ThresholdMetrics.AveragePrecision(scores, labels).ShouldBe(ThresholdMetrics.AveragePrecision(rows.Scores, rows.Labels));
        });

    [Fact]
    public void Precision_at_k_counts_the_positives_among_the_highest_k()
    {
        PrecisionAtK.Of(Scores, Labels, 1).ShouldBe(1);
        PrecisionAtK.Of(Scores, Labels, 2).ShouldBe(0.5);
        PrecisionAtK.Of(Scores, Labels, 8).ShouldBe(0.25, "rows that are not there cannot be right");
        PrecisionAtK.Of([1, 1], [false, true], 1).ShouldBe(0, "of equal scores the first row counts");
        PrecisionAtK.Of([float.NaN, 0], [true, false], 1).ShouldBe(0, "no score is below every score");
    }

    [Fact]
    public void Group_precision_looks_at_each_group_once_a_day_and_not_again_once_found()
    {
        var (first, second) = (Timestamp.Epoch, Timestamp.Epoch + TimeSpan.FromDays(1));
        // Day 1: groups 1 (found), 2 (wrong). Day 2: group 1 is settled, so 3 (found by its lower row) and 2 (found) are looked at.
        float[] scores = [0.9f, 0.8f, 0.1f, 0.9f, 0.7f, 0.2f, 0.6f, 0.5f];
        bool[] labels = [true, false, true, true, false, true, true, false];
        int[] groups = [1, 2, 3, 1, 3, 3, 2, 4];
        Timestamp[] times = [first, first.AddMicros(1), first.AddMicros(2), second, second, second.AddMicros(1), second, second];
        GroupPrecisionAtK.Of(scores, labels, groups, times, 2).ShouldBe((0.5 + 1.0) / 2);
        GroupPrecisionAtK
            .Of(scores, labels, groups, [.. times.Select(t => t - TimeSpan.FromDays(10))], 2)
            .ShouldBe(0.75, "days before 1970 are days too");
    }

    [Fact]
    public void Log_loss_of_known_cases()
    {
        LogLoss.Of([0.5f, 0.5f], [true, false])!.Value.ShouldBe(Math.Log(2), 1e-12);
        LogLoss.Of([0.8f], [true])!.Value.ShouldBe(-Math.Log(0.8), 1e-7);
        double.IsFinite(LogLoss.Of([0f, 1f], [true, false])!.Value).ShouldBeTrue("one sure mistake is not the end");
    }

    [Fact]
    public void A_confusion_counts_each_outcome()
    {
        Confusion
            .At(Scores, Labels, 0.4)
            .ShouldBe(new Confusion(0.4, TruePositives: 1, FalsePositives: 1, TrueNegatives: 1, FalseNegatives: 1));
        var none = Confusion.At(Scores, Labels, 2);
        none.Precision.ShouldBeNull();
        none.Recall.ShouldBe(0);
    }

    [Fact]
    public void Scores_and_labels_must_be_of_the_same_rows() =>
        Should.Throw<ArgumentException>(() => ThresholdMetrics.RocAuc(Scores, [true]));
}
