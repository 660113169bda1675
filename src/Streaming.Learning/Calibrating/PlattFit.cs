using Streaming.Learning.Scorers;

namespace Streaming.Learning.Calibrating;

/// <summary>
/// Fits 1 / (1 + exp(-(a * score + b))) to labels (Platt 1999, with its targets that keep away from 0 and 1) by Newton's method with
/// backtracking (Lin, Lin and Weng, A note on Platt's probabilistic outputs, 2007).
/// </summary>
static class PlattFit
{
    const int Rounds = 100;
    const double Ridge = 1e-12,
        Enough = 1e-9;

    /// <param name="scores">One a row, finite.</param>
    /// <param name="labels">One a row; both classes are there.</param>
    internal static Affine Of(double[] scores, bool[] labels)
    {
        double positives = labels.Count(label => label),
            negatives = labels.Length - positives;
        var (high, low) = ((positives + 1) / (positives + 2), 1 / (negatives + 2));
        var targets = Array.ConvertAll(labels, label => label ? high : low);
        var (a, b) = (0.0, Math.Log((positives + 1) / (negatives + 1)));
        var loss = Loss(a, b);
        for (var round = 0; round < Rounds; round++)
        {
            double gradientA = 0,
                gradientB = 0,
                aa = Ridge,
                ab = 0,
                bb = Ridge;
            for (var row = 0; row < scores.Length; row++)
            {
                var p = 1 / (1 + Math.Exp(-(a * scores[row] + b)));
                var (error, weight) = (p - targets[row], p * (1 - p));
                gradientA += error * scores[row];
                gradientB += error;
                aa += weight * scores[row] * scores[row];
                ab += weight * scores[row];
                bb += weight;
            }

            if (Math.Abs(gradientA) < Enough * labels.Length && Math.Abs(gradientB) < Enough * labels.Length)
                break;
            var determinant = aa * bb - ab * ab;
            var (stepA, stepB) = (-(bb * gradientA - ab * gradientB) / determinant, -(aa * gradientB - ab * gradientA) / determinant);
            var slope = gradientA * stepA + gradientB * stepB;
            var length = 1.0;
            for (; length > 1e-10; length /= 2)
            {
                var next = Loss(a + length * stepA, b + length * stepB);
                if (next < loss + 1e-4 * length * slope)
                {
                    (a, b, loss) = (a + length * stepA, b + length * stepB, next);
                    break;
                }
            }

            if (length <= 1e-10)
                break;
        }

        return new Affine(a, b);

        // Of the log odds z: log(1 + exp(z)) - target * z, so written that nothing overflows.
        double Loss(double scale, double offset)
        {
            var sum = 0.0;
            for (var row = 0; row < scores.Length; row++)
            {
                var z = scale * scores[row] + offset;
                sum += Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - targets[row] * z;
            }

            return sum;
        }
    }
}
