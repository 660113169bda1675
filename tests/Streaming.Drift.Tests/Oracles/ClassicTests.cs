using CsCheck;

namespace Streaming.Drift.Tests.Oracles;

/// <summary>The classic detectors against their definitions, computed from all values anew at each.</summary>
public sealed class ClassicTests
{
    static readonly Gen<double[]> Jumps =
        from levels in Gen.Double[-2, 2].Array[1, 4]
        from lengths in Gen.Int[5, 200].Array[levels.Length]
        from noise in Gen.Double[-1, 1].Array[lengths.Sum()]
        select (double[])[.. levels.Zip(lengths, (l, n) => Enumerable.Repeat(l, n)).SelectMany(x => x).Zip(noise, (l, e) => l + 0.3 * e)];

    static readonly Gen<double[]> Errors =
        from rates in Gen.Double[0.02, 0.98].Array[1, 4]
        from lengths in Gen.Int[20, 300].Array[rates.Length]
        from luck in Gen.Double[0, 1].Array[lengths.Sum()]
        select (double[])
            [.. rates.Zip(lengths, (r, n) => Enumerable.Repeat(r, n)).SelectMany(x => x).Zip(luck, (r, u) => u < r ? 1.0 : 0.0)];

    [Theory]
    [InlineData(0.002, 32, 5, 5)]
    [InlineData(0.2, 1, 1, 2)]
    [InlineData(0.05, 7, 3, 1)]
    public void Adwin_cuts_where_the_values_themselves_say(double delta, int clock, int least, int most) =>
        Jumps.Sample(
            values =>
            {
                var oracle = new NaiveAdwin(delta, clock, least, most);
                Make.Alarms(Make.Detector($"adwin:delta={delta},clock={clock},least={least},buckets={most}"), values)
                    .ShouldBe(values.Index().Where(v => oracle.Add(v.Item)).Select(v => v.Index));
            },
            iter: 60
        );

    /// <summary>Page's own words: the sum above its least value so far.</summary>
    [Fact]
    public void Page_Hinkley_is_the_sum_above_its_least() =>
        Jumps.Sample(
            values =>
            {
                const double Delta = 0.05;
                const double Threshold = 5;
                var first = -1;
                for (var n = 10; n <= values.Length && first < 0; n++)
                {
                    double[] sums =
                    [
                        0,
                        .. Enumerable
                            .Range(1, n)
                            .Select(m => Enumerable.Range(1, m).Sum(i => values[i - 1] - values[..i].Average() - Delta)),
                    ];
                    if (sums[^1] - sums.Min() >= Threshold)
                        first = n - 1;
                }

                var alarms = Make.Alarms(Make.Detector("page-hinkley:threshold=5,delta=0.05,alpha=1,warmup=10"), values);
                alarms.FirstOrDefault(-1).ShouldBe(first);
            },
            iter: 15
        );

    [Fact]
    public void Ddm_is_the_rate_above_the_best_one() =>
        Errors.Sample(
            values =>
            {
                var expected = new List<(DriftLevel, int)>();
                var start = 0;
                for (var end = 1; end <= values.Length; end++)
                {
                    var points = Enumerable
                        .Range(31, Math.Max(0, end - start - 30))
                        .Select(n => (Rate: values[start..(start + n)].Average(), n))
                        .Select(p => (p.Rate, Deviation: Math.Sqrt(p.Rate * (1 - p.Rate) / p.n)))
                        .ToList();
                    if (points.Count == 0)
                        continue;
                    var best = points[0];
                    foreach (var point in points)
                        best = point.Rate + point.Deviation <= best.Rate + best.Deviation ? point : best;
                    var height = points[^1].Rate + points[^1].Deviation - best.Rate;
                    // Means that are counted differently differ by a little.
                    if (Math.Abs(height - 3 * best.Deviation) < 1e-9 || Math.Abs(height - 2 * best.Deviation) < 1e-9)
                        return;
                    if (height > 3 * best.Deviation)
                    {
                        expected.Add((DriftLevel.Alarm, end - 1));
                        start = end;
                    }
                    else if (height > 2 * best.Deviation)
                    {
                        expected.Add((DriftLevel.Warning, end - 1));
                    }
                }

                var detector = Make.Detector("ddm");
                values.Index().Select(v => (detector.Add(v.Item), v.Index)).Where(s => s.Item1 != DriftLevel.None).ShouldBe(expected);
            },
            iter: 30
        );

    [Fact]
    public void Eddm_alarms_when_errors_come_closer_and_only_then()
    {
        double[] Every(int distance, int errors) => [.. Enumerable.Range(1, distance * errors).Select(i => i % distance == 0 ? 1.0 : 0)];
        Make.Alarms(Make.Detector("eddm"), [.. Every(20, 40), .. Every(5, 60)]).Length.ShouldBe(1);
        Make.Alarms(Make.Detector("eddm"), [.. Every(5, 60), .. Every(20, 60)]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("page-hinkley:direction=up", true, false)]
    [InlineData("page-hinkley:direction=down", false, true)]
    [InlineData("page-hinkley:direction=both", true, true)]
    [InlineData("adwin", true, true)]
    [InlineData("kswin:alpha=0.0001", true, true)]
    [InlineData("ddm", true, false)]
    [InlineData("e-bounded:high=20", true, true)]
    [InlineData("e-bounded:high=20,direction=up", true, false)]
    [InlineData("e-bounded:high=20,direction=down", false, true)]
    [InlineData("e-gaussian", true, true)]
    [InlineData("e-gaussian:direction=down", false, true)]
    public void A_jump_is_found_in_the_directions_that_matter(string detector, bool up, bool down)
    {
        var scale = detector == "ddm" ? 0.05 : 1;
        var random = new Random(3);
        double[] low = [.. Enumerable.Range(0, 1000).Select(_ => scale * random.NextDouble())];
        double[] high = [.. Enumerable.Range(0, 1000).Select(_ => scale * (10 + random.NextDouble()))];
        (Make.Alarms(Make.Detector(detector), [.. low, .. high]).Length > 0).ShouldBe(up);
        (Make.Alarms(Make.Detector(detector), [.. high, .. low]).Length > 0).ShouldBe(down);
    }
}
