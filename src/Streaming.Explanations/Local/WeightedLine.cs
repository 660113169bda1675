using Streaming.Explanations.Scoring;

namespace Streaming.Explanations.Local;

/// <summary>A ridge regression with weights, whose intercept is not held back.</summary>
/// <param name="Coefficients">One a column.</param>
/// <param name="Errors">Their standard errors, whatever the spread of residuals (White 1980, doi:10.2307/1912934).</param>
/// <param name="Intercept">At columns of 0.</param>
/// <param name="Fidelity">Weighted R².</param>
sealed record WeightedLine(double[] Coefficients, double[] Errors, double Intercept, double Fidelity)
{
    /// <summary>What scores vary by when they do not: less is rounding.</summary>
    const double Rounding = 1e-12;

    /// <param name="columns">Rows x width, row-major.</param>
    /// <param name="width">Columns.</param>
    /// <param name="scores">One a row.</param>
    /// <param name="weights">One a row, above 0.</param>
    /// <param name="ridge">What holds coefficients back, above 0.</param>
    internal static WeightedLine Fit(double[] columns, int width, double[] scores, double[] weights, double ridge)
    {
        var total = weights.Sum();
        var mean = scores.Zip(weights, (s, w) => s * w).Sum() / total;
        var spread = scores.Zip(weights, (s, w) => w * (s - mean) * (s - mean)).Sum();
        if (spread <= Rounding * total * Math.Max(1, mean * mean))
            return new WeightedLine(new double[width], new double[width], mean, 1);

        // The intercept is the last column.
        var size = width + 1;
        var (moments, right) = (new double[size * size], new double[size]);
        for (var row = 0; row < scores.Length; row++)
        {
            var own = columns.AsSpan(row * width, width);
            for (var i = 0; i < size; i++)
            {
                var weighted = weights[row] * (i < width ? own[i] : 1);
                right[i] += weighted * (scores[row] - mean);
                for (var j = 0; j <= i; j++)
                    moments[(i * size) + j] += weighted * (j < width ? own[j] : 1);
            }
        }

        for (var i = 0; i < width; i++)
            moments[(i * size) + i] += ridge;
        var inverse = SymmetricMatrix.Inverse(moments, size);
        var line = new double[size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
                line[i] += inverse[(i * size) + j] * right[j];
        }

        var left = 0.0;
        var variances = new double[size];
        var pull = new double[size];
        for (var row = 0; row < scores.Length; row++)
        {
            var own = columns.AsSpan(row * width, width);
            var residual = scores[row] - mean - line[width];
            for (var i = 0; i < width; i++)
                residual -= line[i] * own[i];
            left += weights[row] * residual * residual;
            for (var i = 0; i < size; i++)
            {
                pull[i] = inverse[(i * size) + width];
                for (var j = 0; j < width; j++)
                    pull[i] += inverse[(i * size) + j] * own[j];
                variances[i] += pull[i] * pull[i] * weights[row] * weights[row] * residual * residual;
            }
        }

        return new WeightedLine(line[..width], [.. variances.Take(width).Select(Math.Sqrt)], mean + line[width], 1 - (left / spread));
    }
}
