using CsCheck;
using Streaming.Explanations.Effects;
using Streaming.Explanations.Scoring;

namespace Streaming.Explanations.Tests.Effects;

/// <summary>What scores lose without a feature, of functions of which it is known.</summary>
public sealed class PermutationImportanceTests
{
    const int Width = 3;
    const int Rows = 2_000;

    /// <summary>
    /// Of a sum of parts that do not hang together, judged by the squared error, a part that is dealt out anew costs twice its variance
    /// (Fisher, Rudin, Dominici 2019, section 7). The truth is the first two parts; nobody looks at the third.
    /// </summary>
    [Fact]
    public void Of_a_sum_it_is_twice_the_variance_of_the_part() =>
        Gen.Select(Gen.Double[-3, 3], Gen.Double[-3, 3], Gen.ULong)
            .Sample(
                t =>
                {
                    var (a, b, seed) = t;
                    var (found, rows) = Of(a, b, seed, parallelism: 1);
                    for (var feature = 0; feature < 2; feature++)
                    {
                        var weight = feature == 0 ? a : b;
                        var expected = 2 * weight * weight * Variance(rows, feature);
                        // The error of a mean of products over the rows, besides that of the permutations.
                        found[feature].Mean.ShouldBe(expected, (6 * found[feature].StandardError) + (0.1 * weight * weight) + 1e-12);
                    }

                    (found[2].Mean, found[2].StandardError).ShouldBe((0, 0));
                },
                iter: 20
            );

    [Fact]
    public void The_same_bits_on_any_number_of_threads_and_others_for_another_seed()
    {
        Of(1, 2, seed: 5, parallelism: 3).Found.ShouldBe(Of(1, 2, seed: 5, parallelism: 1).Found);
        Of(1, 2, seed: 6, parallelism: 1).Found.ShouldNotBe(Of(1, 2, seed: 5, parallelism: 1).Found);
    }

    [Fact]
    public void One_row_or_one_permutation_tells_nothing()
    {
        ScoreRows score = (_, _) => { };
        Should.Throw<ArgumentOutOfRangeException>(() => PermutationImportance.Of(score, new float[3], 3, _ => 0, 5, 0, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => PermutationImportance.Of(score, new float[6], 3, _ => 0, 1, 0, 1));
    }

    static (FeatureLoss[] Found, float[] Rows) Of(double a, double b, ulong seed, int parallelism)
    {
        var random = new Random(7);
        float[] rows = [.. Enumerable.Range(0, Rows * Width).Select(_ => (float)((random.NextDouble() * 2) - 1))];
        double[] truth = [.. Enumerable.Range(0, Rows).Select(row => (a * rows[row * Width]) + (b * rows[(row * Width) + 1]))];
        ScoreRows score = (of, scores) =>
        {
            for (var row = 0; row < scores.Length; row++)
                scores[row] = (a * of[row * Width]) + (b * of[(row * Width) + 1]);
        };
        return (PermutationImportance.Of(score, rows, Width, Quality, 5, seed, parallelism), rows);

        double Quality(ReadOnlySpan<double> scores)
        {
            var sum = 0.0;
            for (var row = 0; row < scores.Length; row++)
                sum -= (scores[row] - truth[row]) * (scores[row] - truth[row]);
            return sum / scores.Length;
        }
    }

    static double Variance(float[] rows, int feature)
    {
        var column = Enumerable.Range(0, Rows).Select(row => (double)rows[(row * Width) + feature]).ToList();
        var mean = column.Average();
        return column.Average(v => (v - mean) * (v - mean));
    }
}
