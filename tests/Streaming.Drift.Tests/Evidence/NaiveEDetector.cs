namespace Streaming.Drift.Tests.Evidence;

/// <summary>
/// An e-detector by its definition: for each bet, the products of its e-values from each possible start to now; their sum
/// (Shiryaev-Roberts) or
/// their greatest (CUSUM); then the mean over bets.
/// </summary>
static class NaiveEDetector
{
    public static double Evidence(ReadOnlySpan<double> values, bool cusum, IReadOnlyList<Func<double, double>> bets)
    {
        double sum = 0;
        foreach (var bet in bets)
        {
            var products = new List<double>();
            for (var start = 0; start < values.Length; start++)
            {
                double product = 1;
                foreach (var value in values[start..])
                    product *= bet(value);
                products.Add(product);
            }

            sum += cusum ? products.Max() : products.Sum();
        }

        return sum / bets.Count;
    }

    static readonly double[] Radians = [0.05, 0.08, 0.125, 0.2, 0.315, 0.5, 0.8, 1.25];

    /// <summary>Bets that the mean of zeros and ones rose above a rate: exp(l x) / (1 - m + m e^l), l the logarithm of the odds
    /// ratio.</summary>
    public static IEnumerable<Func<double, double>> Rises(double rate) =>
        Targets(rate)
            .Select(q => Math.Log(q * (1 - rate) / (rate * (1 - q))))
            .Select(l => (Func<double, double>)(x => Math.Exp(l * x) / (1 - rate + rate * Math.Exp(l))));

    /// <summary>The same for values between, by betting: 1 + l (x - m).</summary>
    public static IEnumerable<Func<double, double>> BoundedRises(double mean) =>
        Targets(mean).Select(q => (q - mean) / (mean * (1 - mean))).Select(l => (Func<double, double>)(x => 1 + l * (x - mean)));

    public static IEnumerable<Func<double, double>> Falls(IEnumerable<Func<double, double>> risesOfTheRest) =>
        risesOfTheRest.Select(bet => (Func<double, double>)(x => bet(1 - x)));

    static IEnumerable<double> Targets(double mean)
    {
        var edge = Math.Asin(Math.Sqrt(mean));
        return Radians.Select(d => Math.Pow(Math.Sin(Math.Min(edge + d, edge + 0.75 * (Math.PI / 2 - edge))), 2));
    }
}
