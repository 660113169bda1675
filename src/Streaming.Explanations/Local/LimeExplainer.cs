using System.Buffers;
using Streaming.Explanations.Scoring;
using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Local;

/// <summary>
/// LIME for rows of numbers (Ribeiro, Singh, Guestrin 2016, arXiv:1602.04938): scores rows that are made around a row, and lays a line
/// through them that holds best near it. How well the line holds, and whether other draws would give another one, is told with it.
/// </summary>
/// <remarks>
/// Rows are drawn around the row with the background's standard deviations; a row's weight is exp(-d²/2w²), with d the distance in standard
/// deviations and w = 0.75 √features; coefficients are held back by a ridge of 1. The same model, background, seed and row give the same
/// values, whatever rows are beside it, on however many threads.
/// </remarks>
public sealed class LimeExplainer
{
    const int Batch = 4096;
    const double Ridge = 1;

    /// <summary>Samples for each feature, at least.</summary>
    const int Each = 10;

    readonly ScoreRows _score;
    readonly FeatureSpread[] _spreads;
    readonly LimeOptions _options;

    /// <param name="score">The model.</param>
    /// <param name="background">Row-major, at least two rows of as many values as the model has features; NaN is missing.</param>
    /// <param name="features">Features of the model, at least 1.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <exception cref="ExplanationException">The background has fewer rows, or fewer samples are wanted than a line can be laid through.
    /// </exception>
    /// <exception cref="ArgumentException">The background ends within a row.</exception>
    public LimeExplainer(ScoreRows score, ReadOnlySpan<float> background, int features, LimeOptions? options = null)
    {
        (_score, _options) = (score, options ?? new LimeOptions());
        var rows = RowCheck.Count(background, features);
        if (rows < 2)
        {
            throw new ExplanationException(
                $"The background set has {(rows == 0 ? "no rows" : "one row")}: how far features vary cannot be told from it. Give it some "
                    + "hundred rows, such as some of the training rows."
            );
        }

        // A line through few rows runs through all of them, and tells nothing of others.
        if (_options.Samples < Each * features)
        {
            throw new ExplanationException(
                $"A line of {features} features cannot be told from {_options.Samples:N0} samples: take {Each * features:N0} or more."
            );
        }

        _spreads = new FeatureSpread[features];
        for (var feature = 0; feature < features; feature++)
            _spreads[feature] = new FeatureSpread(background, features, feature);
    }

    /// <summary>A line for each row.</summary>
    /// <param name="rows">Row-major, any number of rows; NaN is missing.</param>
    /// <param name="parallelism">Threads, at least 1.</param>
    /// <param name="stop">Gives up.</param>
    public LocalModel[] Explain(ReadOnlyMemory<float> rows, int parallelism, CancellationToken stop = default)
    {
        var width = _spreads.Length;
        var found = new LocalModel[RowCheck.Count(rows.Span, width)];
        RowLoop.Run(found.Length, parallelism, row => found[row] = Explain(rows.Span.Slice(row * width, width), stop), stop);
        return found;
    }

    LocalModel Explain(ReadOnlySpan<float> row, CancellationToken stop)
    {
        var repeats = new List<WeightedLine>();
        var own = 0.0;
        for (var repeat = 0; repeat < _options.Repeats; repeat++)
        {
            stop.ThrowIfCancellationRequested();
            (var line, own) = Line(row, repeat);
            repeats.Add(line);
        }

        var (variables, coefficients) = Stability.Of(repeats);
        return new LocalModel(repeats[0].Coefficients, repeats[0].Intercept, own, repeats[0].Fidelity, variables, coefficients);
    }

    (WeightedLine Line, double Own) Line(ReadOnlySpan<float> row, int repeat)
    {
        var (width, count) = (_spreads.Length, _options.Samples);
        var random = new SplitMix(unchecked(((ulong)_options.Seed * 0x9E3779B97F4A7C15) + (ulong)repeat));
        // Neighbouring seeds begin alike.
        random = new SplitMix(random.Next());
        var (columns, scores, weights) = (new double[count * width], new double[count], new double[count]);
        var rows = ArrayPool<float>.Shared.Rent(Batch * width);
        try
        {
            for (var from = 0; from < count; from += Batch)
            {
                var batch = Math.Min(Batch, count - from);
                for (var i = 0; i < batch; i++)
                {
                    // The first is the row itself.
                    var near = rows.AsSpan(i * width, width);
                    if (from + i == 0)
                        row.CopyTo(near);
                    else
                        Draw(row, random, near, columns.AsSpan((from + i) * width, width));
                    weights[from + i] = Weight(columns.AsSpan((from + i) * width, width));
                }

                _score(rows.AsSpan(0, batch * width), scores.AsSpan(from, batch));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rows);
        }

        return (WeightedLine.Fit(columns, width, scores, weights, Ridge), scores[0]);
    }

    void Draw(ReadOnlySpan<float> row, SplitMix random, Span<float> near, Span<double> distances)
    {
        for (var feature = 0; feature < near.Length; feature++)
            (near[feature], distances[feature]) = _spreads[feature].Near(row[feature], random);
    }

    /// <summary>√exp(-d²/w²).</summary>
    static double Weight(ReadOnlySpan<double> distances)
    {
        var sum = 0.0;
        foreach (var distance in distances)
            sum += distance * distance;
        return Math.Exp(-sum / (2 * 0.75 * 0.75 * distances.Length));
    }
}
