using CsCheck;
using Streaming.Drift.Evidence;

namespace Streaming.Drift.Tests.Evidence;

/// <summary>The e-detectors against the definition.</summary>
public sealed class EDetectorTests
{
    static readonly Gen<double[]> Bits = Gen.Int[0, 1].Select(x => (double)x).Array[1, 60];
    static readonly Gen<double[]> Shares = Gen.Double[0, 1].Array[1, 60];

    [Fact]
    public void Bets_on_zeros_and_ones_are_likelihood_ratios() =>
        (from values in Bits from rate in Gen.Double[0.01, 0.99] from cusum in Gen.Bool select (values, rate, cusum)).Sample(t =>
            Same(t.values, t.rate, t.cusum, [.. NaiveEDetector.Rises(t.rate), .. NaiveEDetector.Falls(NaiveEDetector.Rises(1 - t.rate))])
        );

    [Fact]
    public void Bets_on_values_between_are_linear() =>
        (from values in Shares from mean in Gen.Double[0.01, 0.99] from cusum in Gen.Bool select (values, mean, cusum)).Sample(t =>
            Same(
                t.values,
                t.mean,
                t.cusum,
                [.. NaiveEDetector.BoundedRises(t.mean), .. NaiveEDetector.Falls(NaiveEDetector.BoundedRises(1 - t.mean))]
            )
        );

    static void Same(double[] values, double mean, bool cusum, IReadOnlyList<Func<double, double>> bets)
    {
        var cell = new UnitCell(mean, mean, Direction.Both);
        foreach (var value in values)
            cell.Add(value, cusum);
        var expected = NaiveEDetector.Evidence(values, cusum, bets);
        cell.Evidence.ShouldBe(expected, 1e-9 * expected + 1e-12);
    }

    /// <summary>No bet gains on average, whatever two values it may be between that have a mean in the interval.</summary>
    [Fact]
    public void No_bet_gains_while_the_mean_is_inside() =>
        (
            from edges in Gen.Double[0.01, 0.99].Array[2]
            from share in Gen.Double[0, 1]
            from spread in Gen.Double[0, 1].Array[2]
            select (edges, share, spread)
        ).Sample(t =>
        {
            var (low, high) = (t.edges.Min(), t.edges.Max());
            var mean = low + t.share * (high - low);
            var (down, up) = (mean * t.spread[0], (1 - mean) * t.spread[1]);
            var chanceUp = down + up == 0 ? 0.5 : down / (down + up);
            double average = 0;
            foreach (var (value, chance) in new[] { (mean - down, 1 - chanceUp), (mean + up, chanceUp) })
            {
                var cell = new UnitCell(low, high, Direction.Both);
                cell.Add(value, cusum: false);
                average += chance * cell.Evidence;
            }

            average.ShouldBeLessThanOrEqualTo(1 + 1e-9);
        });

    /// <summary>An alarm needs the evidence against every mean that there might have been.</summary>
    [Fact]
    public void Without_a_baseline_all_cells_have_to_be_refuted()
    {
        var edges = Enumerable.Range(0, 65).Select(i => Math.Pow(Math.Sin(i * Math.PI / 128), 2)).ToArray();
        (from rates in Gen.Double[0, 1].Array[2] from luck in Gen.Double[0, 1].Array[80] select (rates, luck)).Sample(
            t =>
            {
                double[] values = [.. t.luck.Index().Select(u => u.Item < t.rates[u.Index < 40 ? 0 : 1] ? 1.0 : 0)];
                var refuted = new HashSet<int>();
                var first = -1;
                for (var n = 1; n <= values.Length && first < 0; n++)
                {
                    for (var cell = 0; cell < 64; cell++)
                    {
                        var bets = new List<Func<double, double>>();
                        if (cell < 63)
                            bets.AddRange(NaiveEDetector.Rises(edges[cell + 1]));
                        if (cell > 0)
                            bets.AddRange(NaiveEDetector.Falls(NaiveEDetector.Rises(1 - edges[cell])));
                        if (!refuted.Contains(cell) && NaiveEDetector.Evidence(values.AsSpan(0, n), cusum: false, bets) >= 50)
                            refuted.Add(cell);
                    }

                    if (refuted.Count == 64)
                        first = n - 1;
                }

                Make.Alarms(Make.Detector("e-bernoulli:arl=50,warning-arl=50"), values).FirstOrDefault(-1).ShouldBe(first);
            },
            iter: 4
        );
    }

    [Fact]
    public void Warnings_come_before_alarms()
    {
        var signals = Make.Signals(Make.Detector("e-bounded"), [.. Enumerable.Repeat(0.2, 500), .. Enumerable.Repeat(0.8, 500)]).ToList();
        signals.Select(s => s.Level).ShouldBe([DriftLevel.Warning, DriftLevel.Alarm]);
        signals[0].Index.ShouldBeInRange(500, signals[1].Index);
    }
}
