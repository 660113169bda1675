using Streaming.Explanations.Scoring;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Effects;

/// <summary>How good scores are: the higher, the better.</summary>
/// <param name="scores">One a row, in the rows' order.</param>
public delegate double ScoreQuality(ReadOnlySpan<double> scores);

/// <summary>What a model loses without a feature.</summary>
/// <param name="Feature">Which one.</param>
/// <param name="Mean">By how much its scores are worse, on average; about 0 where it makes no use of the feature.</param>
/// <param name="StandardError">Of the mean, over the permutations.</param>
public sealed record FeatureLoss(int Feature, double Mean, double StandardError);

/// <summary>
/// Permutation importance (Breiman 2001, doi:10.1023/A:1010933404324; Fisher, Rudin, Dominici 2019, arXiv:1801.01489): by how much scores
/// get worse when the values of one feature are dealt out among the rows anew, so that they tell nothing any more. Features that say the
/// same share what they are worth: without one of them, the model has the other.
/// </summary>
public static class PermutationImportance
{
    /// <param name="score">The model.</param>
    /// <param name="rows">Row-major, at least two; NaN is missing.</param>
    /// <param name="width">Features of the model.</param>
    /// <param name="quality">How good scores of these rows are.</param>
    /// <param name="repeats">Permutations of each feature, at least 2.</param>
    /// <param name="seed">Decides the permutations.</param>
    /// <param name="parallelism">Threads, at least 1; the same bits on any number.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>One a feature.</returns>
    /// <exception cref="ArgumentException">The rows end within a row, or there are fewer than two.</exception>
    public static FeatureLoss[] Of(
        ScoreRows score,
        ReadOnlyMemory<float> rows,
        int width,
        ScoreQuality quality,
        int repeats,
        ulong seed,
        int parallelism,
        CancellationToken stop = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 2);
        var count = RowCheck.Count(rows.Span, width);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2, nameof(rows));
        var scores = new double[count];
        score(rows.Span, scores);
        var whole = quality(scores);
        var losses = new FeatureLoss[width];
        RowLoop.Run(
            width,
            parallelism,
            feature =>
            {
                var random = new SplitMix(seed + (ulong)feature);
                var (dealt, own, lost) = (rows.ToArray(), new double[count], new double[repeats]);
                for (var i = 0; i < repeats; i++)
                {
                    stop.ThrowIfCancellationRequested();
                    Shuffle(dealt, feature, width, random);
                    score(dealt, own);
                    lost[i] = whole - quality(own);
                }

                var mean = lost.Average();
                var variance = lost.Sum(l => (l - mean) * (l - mean)) / (repeats - 1);
                losses[feature] = new FeatureLoss(feature, mean, Math.Sqrt(variance / repeats));
            },
            stop
        );
        return losses;
    }

    /// <summary>Every order is as likely as every other (Fisher, Yates; Durstenfeld 1964).</summary>
    static void Shuffle(float[] rows, int feature, int width, SplitMix random)
    {
        for (var i = rows.Length / width - 1; i > 0; i--)
        {
            var (one, other) = (i * width + feature, random.Next(i + 1) * width + feature);
            (rows[one], rows[other]) = (rows[other], rows[one]);
        }
    }
}
