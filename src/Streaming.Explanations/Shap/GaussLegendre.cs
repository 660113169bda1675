using System.Collections.Concurrent;

namespace Streaming.Explanations.Shap;

/// <summary>
/// Gauss-Legendre quadrature on [0, 1]: n points integrate polynomials of a degree up to 2n - 1 exactly. Points are found by halving
/// intervals, with additions and multiplications alone, so that every platform finds the same bits.
/// </summary>
static class GaussLegendre
{
    internal readonly record struct Point(double At, double Weight);

    static readonly ConcurrentDictionary<int, Point[]> Made = new();

    /// <summary>The fewest points that are exact for a degree.</summary>
    internal static Point[] ForDegree(int degree) => Made.GetOrAdd((degree / 2) + 1, Make);

    static Point[] Make(int count)
    {
        var points = new Point[count];
        var roots = Roots(count);
        for (var i = 0; i < count; i++)
        {
            var x = roots[i];
            var (_, slope) = Legendre(count, x);
            points[i] = new Point((x + 1) / 2, 1 / ((1 - (x * x)) * slope * slope));
        }

        return points;
    }

    /// <summary>Between two roots of one degree, and at both ends, lies one root of the next.</summary>
    static double[] Roots(int count)
    {
        double[] roots = [];
        for (var degree = 1; degree <= count; degree++)
        {
            double[] limits = [-1, .. roots, 1];
            roots = new double[degree];
            for (var i = 0; i < degree; i++)
                roots[i] = RootWithin(degree, limits[i], limits[i + 1]);
        }

        return roots;
    }

    static double RootWithin(int degree, double from, double to)
    {
        var below = Legendre(degree, from).Value < 0;
        while (true)
        {
            var middle = from + ((to - from) / 2);
            if (middle <= from || middle >= to)
                return middle;
            if (Legendre(degree, middle).Value < 0 == below)
                from = middle;
            else
                to = middle;
        }
    }

    static (double Value, double Slope) Legendre(int degree, double x)
    {
        var (before, value) = (1.0, x);
        for (var n = 2; n <= degree; n++)
            (before, value) = (value, ((((2 * n) - 1) * x * value) - ((n - 1) * before)) / n);
        return (value, degree * (before - (x * value)) / (1 - (x * x)));
    }
}
