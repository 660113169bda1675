using CsCheck;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Fairness;

namespace Streaming.Learning.Tests.Fairness;

/// <summary>How well a value tells rows apart, against its definition.</summary>
public sealed class AucTests
{
    static readonly Gen<(float[] Values, bool[] IsOf)> Rows = Gen.Select(Gen.Int[-3, 3].Select(i => i == -3 ? float.NaN : i / 2f), Gen.Bool)
        .Array[2, 60]
        .Where(rows => rows.Count(r => r.Item2) >= 2 && rows.Count(r => !r.Item2) >= 2)
        .Select(rows => (rows.Select(r => r.Item1).ToArray(), rows.Select(r => r.Item2).ToArray()));

    /// <summary>Every pair is looked at; ties count half, and what is missing is less than anything.</summary>
    [Fact]
    public void It_is_the_share_of_pairs_with_the_spread_of_each_rows_own_share() =>
        Rows.Sample(rows =>
        {
            var values = rows.Values.Select(v => float.IsNaN(v) ? -100 : v).ToArray();
            var own = values.Where((_, i) => rows.IsOf[i]).ToArray();
            var others = values.Where((_, i) => !rows.IsOf[i]).ToArray();
            var above = own.Select(x => others.Average(y => Pair(x, y))).ToArray();
            var below = others.Select(y => own.Average(x => Pair(x, y))).ToArray();
            var area = above.Average();
            var half = 1.959964 * Math.Sqrt(Variance(above) / own.Length + Variance(below) / others.Length);

            var found = Auc.Of(rows.Values, rows.IsOf)!;

            found.Value.ShouldBe(area, 1e-9);
            found.Low!.Value.ShouldBe(Math.Max(0, area - half), 1e-6);
            found.High!.Value.ShouldBe(Math.Min(1, area + half), 1e-6);
            if (!rows.Values.Any(float.IsNaN))
                found.Value.ShouldBe(ThresholdMetrics.RocAuc(rows.Values, rows.IsOf)!.Value, 1e-9);
        });

    [Fact]
    public void What_is_all_of_one_kind_is_told_by_nothing_and_a_single_row_has_no_interval()
    {
        Auc.Of([1, 2, 3], [true, true, true]).ShouldBeNull();
        Auc.Of([1, 2, 3], [false, false, true]).ShouldBe(new Estimate(1, null, null));
    }

    static double Pair(float own, float other) =>
        own > other ? 1
        : own == other ? 0.5
        : 0;

    static double Variance(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1);
}
