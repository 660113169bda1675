using Streaming.Drift.Tests.Evidence;

namespace Streaming.Drift.Tests.Risk;

/// <summary>The lower bound of a mean by its definition, with all products written out.</summary>
static class NaiveRisk
{
    public static double LowerBound(List<double> values, double limit, double alpha)
    {
        var edges = new[] { 0.25, 0.5, 0.75, 0.9, 1, 1.25, 1.5, 2, 3, 5 }.Select(m => m * limit).Where(edge => edge < 1);
        double bound = 0;
        foreach (var edge in edges)
        {
            if (!IsRefuted(values, edge, alpha))
                break;
            bound = edge;
        }

        return bound;
    }

    /// <summary>At some time the mean over bets of all products from a start on, each with its part of the stake, and what was not staked
    /// yet, reached 1 / alpha.</summary>
    static bool IsRefuted(List<double> values, double mean, double alpha)
    {
        var bets = NaiveEDetector.BoundedRises(mean).ToArray();
        return Enumerable.Range(1, values.Count).Any(end => Wealth(bets, values[..end]) >= 1 / alpha);
    }

    static double Wealth(Func<double, double>[] bets, List<double> values) =>
        Left(values.Count)
        + bets.Average(bet =>
        {
            var (sum, product) = (0.0, 1.0);
            for (var start = values.Count - 1; start >= 0; start--)
            {
                product *= bet(values[start]);
                sum += (Left(start) - Left(start + 1)) * product;
            }

            return sum;
        });

    static double Left(int values) => Math.Log(2) / Math.Log(values + 2);
}
