using CsCheck;
using Streaming.Inference.Conformal;
using Streaming.Inference.Models;

namespace Streaming.Inference.Tests.Conformal;

public sealed class HeldOutScoresTests
{
    /// <summary>
    /// The promise itself: over many draws of held-out rows and a new row each, all of one distribution, no more are denied their class
    /// than the error rate says, within eight standard deviations of a binomial count; and, where scores have no ties and there are
    /// enough of them, not many fewer, so that the bounds are no empty promise.
    /// </summary>
    [Theory]
    [InlineData(50_000, 199, 40)]
    [InlineData(100_000, 99, 99)]
    [InlineData(10_000, 500, 1000)]
    [InlineData(200_000, 30, 3)]
    public void Of_new_rows_of_either_class_at_most_the_stated_share_is_denied_it(long millionths, int positives, int negatives)
    {
        const int draws = 20_000;
        var random = new Random(77);
        var (deniedPositives, deniedNegatives) = (0, 0);
        for (var draw = 0; draw < draws; draw++)
        {
            var bounds = Draw(random, positives, negatives, ties: false).At(millionths);
            if (Score(random, positive: true, ties: false) < bounds.LowestPositive)
                deniedPositives++;
            if (Score(random, positive: false, ties: false) > bounds.HighestNegative)
                deniedNegatives++;
        }

        Check(deniedPositives, positives);
        Check(deniedNegatives, negatives);

        void Check(int denied, int rows)
        {
            // Exactly floor(rate (n + 1)) / (n + 1) without ties.
            var exact = Math.Floor(millionths * (rows + 1.0) / 1_000_000) / (rows + 1);
            exact.ShouldBeLessThanOrEqualTo(millionths / 1_000_000.0);
            var spread = 8 * Math.Sqrt(Math.Max(1, draws * exact * (1 - exact)));
            ((double)denied).ShouldBeInRange(draws * exact - spread, draws * exact + spread);
        }
    }

    [Fact]
    public void Scores_that_are_often_the_same_deny_no_more()
    {
        const int draws = 20_000;
        const double rate = 0.1;
        var random = new Random(78);
        var denied = 0;
        for (var draw = 0; draw < draws; draw++)
        {
            var bounds = Draw(random, 80, 80, ties: true).At(100_000);
            if (Score(random, positive: true, ties: true) < bounds.LowestPositive)
                denied++;
        }

        ((double)denied).ShouldBeLessThan(draws * rate + 8 * Math.Sqrt(draws * rate * (1 - rate)));
    }

    [Fact]
    public void An_answer_is_given_where_it_is_the_only_one_that_is_possible()
    {
        // True from 0.4 on (the second of ten), false up to 0.6.
        var bounds = HeldOutScores
            .Of(
                [0.3f, 0.4f, 0.5f, 0.7f, 0.7f, 0.8f, 0.8f, 0.9f, 0.9f, 1, 0, 0, 0.1f, 0.1f, 0.2f, 0.2f, 0.3f, 0.5f, 0.6f, 0.7f],
                [true, true, true, true, true, true, true, true, true, true, .. new bool[10]]
            )
            .At(200_000);
        bounds.ShouldBe(new ConformalBounds(0.4f, 0.6f));
        (bounds.SaysPositive(0.61f), bounds.SaysNegative(0.61f)).ShouldBe((true, false));
        (bounds.SaysPositive(0.5f), bounds.SaysNegative(0.5f)).ShouldBe((false, false), "both are possible");
        (bounds.SaysPositive(0.39f), bounds.SaysNegative(0.39f)).ShouldBe((false, true));
        (bounds.SaysPositive(float.NaN), bounds.SaysNegative(float.NaN)).ShouldBe((false, false));
        // Where nothing lies between the classes, a score there is like neither.
        var apart = new ConformalBounds(0.7f, 0.2f);
        (apart.SaysPositive(0.5f), apart.SaysNegative(0.5f)).ShouldBe((false, false));
    }

    [Fact]
    public void With_too_few_rows_of_a_class_it_is_never_denied()
    {
        var bounds = HeldOutScores.Of([0.9f, 0.1f, 0.2f], [true, false, false]).At(50_000);
        bounds.ShouldBe(new ConformalBounds(float.NegativeInfinity, float.PositiveInfinity));
        (bounds.SaysPositive(1), bounds.SaysNegative(0)).ShouldBe((false, false));
    }

    [Fact]
    public void They_come_back_as_they_were_kept() =>
        Gen.Select(Gen.Float, Gen.Bool)
            .Array[0, 60]
            .Sample(
                rows =>
                {
                    var scores = HeldOutScores.Of(rows.Select(r => r.Item1).ToArray(), rows.Select(r => r.Item2).ToArray());
                    var read = HeldOutScores.FromBytes(scores.ToBytes());
                    read.ToBytes().ShouldBe(scores.ToBytes());
                    foreach (var rate in new[] { 1_000L, 100_000, 900_000 })
                        read.At(rate).ShouldBe(scores.At(rate));
                },
                iter: 2_000
            );

    [Fact]
    public void Bytes_that_are_no_such_scores_are_refused() =>
        Gen.Select(Gen.Byte.Array[0, 60], Gen.Select(Gen.Int[0, 60], Gen.Byte).Array[0, 3])
            .Sample(
                (random, places) =>
                {
                    var whole = HeldOutScores.Of([0.1f, 0.2f, 0.9f], [false, false, true]).ToBytes();
                    foreach (var (at, value) in places)
                        whole[at % whole.Length] = value;
                    foreach (var bytes in new[] { random, whole, whole[..(whole.Length / 2)] })
                    {
                        try
                        {
                            HeldOutScores.FromBytes(bytes).At(100_000);
                        }
                        catch (ModelException) { }
                    }
                },
                iter: 20_000
            );

    static HeldOutScores Draw(Random random, int positives, int negatives, bool ties)
    {
        var labels = Enumerable.Range(0, positives + negatives).Select(i => i < positives).ToArray();
        return HeldOutScores.Of(labels.Select(l => Score(random, l, ties)).ToArray(), labels);
    }

    /// <summary>Classes that overlap.</summary>
    static float Score(Random random, bool positive, bool ties)
    {
        var score = positive ? Math.Sqrt(random.NextDouble()) : random.NextDouble() * random.NextDouble();
        return ties ? (float)Math.Round(score, 1) : (float)score;
    }
}
