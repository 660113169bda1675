using System.Buffers;
using Streaming.Explanations.Scoring;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Effects;

/// <summary>
/// Accumulated local effects (Apley, Zhu 2020, doi:10.1111/rssb.12377): what the score does as a feature goes from one of its values to the
/// next, on average of the rows that lie between the two, added up. Unlike partial dependence it asks the model about no row that is far
/// from one that there is, such as a tall person of little weight.
/// </summary>
public static class AccumulatedEffects
{
    const int Batch = 4096;

    /// <param name="score">The model.</param>
    /// <param name="rows">Row-major, any number of rows; NaN is missing, and such rows tell nothing about that feature.</param>
    /// <param name="width">Features of the model.</param>
    /// <param name="intervals">Between how many of its values a feature is followed, as many rows between each two; at least 1.</param>
    /// <param name="parallelism">Threads, at least 1; the same bits on any number.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>One a feature.</returns>
    /// <exception cref="ArgumentException">The rows end within a row.</exception>
    public static FeatureEffect[] Of(
        ScoreRows score,
        ReadOnlyMemory<float> rows,
        int width,
        int intervals,
        int parallelism,
        CancellationToken stop = default
    )
    {
        RowCheck.Count(rows.Span, width);
        var found = new FeatureEffect[width];
        RowLoop.Run(width, parallelism, feature => found[feature] = Of(score, rows.Span, width, feature, intervals, stop), stop);
        return found;
    }

    static FeatureEffect Of(ScoreRows score, ReadOnlySpan<float> rows, int width, int feature, int intervals, CancellationToken stop)
    {
        var known = new List<(float Value, int Row)>();
        for (var at = feature; at < rows.Length; at += width)
        {
            if (float.IsFinite(rows[at]))
                known.Add((rows[at], at / width));
        }

        known.Sort();
        if (known.Count == 0)
            return new FeatureEffect(feature, [], [], []);
        // Values that rows have: between two of them there may be none that the model takes.
        var edges = Enumerable
            .Range(0, intervals + 1)
            .Select(i => known[(int)((known.Count - 1L) * i / intervals)].Value)
            .Distinct()
            .ToArray();
        var (steps, counts) = Steps(score, rows, width, feature, known, edges, stop);
        var effects = new double[edges.Length];
        for (var i = 1; i < edges.Length; i++)
            effects[i] = effects[i - 1] + (counts[i] == 0 ? 0 : steps[i] / counts[i]);
        // A row lies somewhere between two values: half of what is at either.
        var mean = 0.0;
        for (var i = 1; i < edges.Length; i++)
            mean += counts[i] * (effects[i - 1] + effects[i]) / 2 / known.Count;
        return new FeatureEffect(feature, edges, [.. effects.Select(e => e - mean)], counts);
    }

    static (double[] Steps, int[] Counts) Steps(
        ScoreRows score,
        ReadOnlySpan<float> rows,
        int width,
        int feature,
        List<(float Value, int Row)> known,
        float[] edges,
        CancellationToken stop
    )
    {
        var (steps, counts) = (new double[edges.Length], new int[edges.Length]);
        if (edges.Length == 1)
            return (steps, [known.Count]);
        var moved = ArrayPool<float>.Shared.Rent(2 * Batch * width);
        var scores = new double[2 * Batch];
        try
        {
            for (var from = 0; from < known.Count; from += Batch)
            {
                stop.ThrowIfCancellationRequested();
                var count = Math.Min(Batch, known.Count - from);
                var places = new int[count];
                for (var i = 0; i < count; i++)
                {
                    var (value, row) = known[from + i];
                    // The least value belongs to the first interval.
                    places[i] = Math.Max(1, Array.FindIndex(edges, edge => edge >= value));
                    for (var side = 0; side < 2; side++)
                    {
                        var to = moved.AsSpan(((2 * i) + side) * width, width);
                        rows.Slice(row * width, width).CopyTo(to);
                        to[feature] = edges[places[i] - 1 + side];
                    }
                }

                score(moved.AsSpan(0, 2 * count * width), scores.AsSpan(0, 2 * count));
                for (var i = 0; i < count; i++)
                {
                    steps[places[i]] += scores[(2 * i) + 1] - scores[2 * i];
                    counts[places[i]]++;
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(moved);
        }

        return (steps, counts);
    }
}
