using CsCheck;
using Streaming.Features.Exact;

namespace Streaming.Features.Tests.Exact;

public sealed class ExactSumTests
{
    static readonly Gen<double> Amount = Gen.Int[-1_000_000, 1_000_000].Select(cents => cents / 100.0);
    static readonly Gen<double> Any = Gen.Double.Where(double.IsFinite).Select(d => Math.Abs(d) > 1e307 ? d / 1e4 : d);
    static readonly Gen<double> Tiny = Gen.Int[-1000, 1000].Select(i => i * double.Epsilon);
    static readonly Gen<double[]> Values = Gen.OneOf(
        Amount.Array[0, 40],
        Any.Array[0, 40],
        Gen.OneOf(Amount, Any, Tiny, Gen.Double[-1e-5, 1e-5], Gen.Double[-1e30, 1e30]).Array[0, 40]
    );

    [Fact]
    public void A_sum_is_the_exact_sum_rounded_once()
    {
        Values.Sample(values => ExactReference.IsNearest(ExactReference.Sum(values), SumOf(values)).ShouldBeTrue());
    }

    [Fact]
    public void What_is_taken_out_leaves_no_trace_whatever_the_order()
    {
        Gen.Select(Values, Values, Gen.Int)
            .Sample(
                (kept, gone, seed) =>
                {
                    var sums = new Sums();
                    var steps = kept.Select(v => (v, true)).Concat(gone.Select(v => (v, true))).ToArray();
                    new Random(seed).Shuffle(steps);
                    foreach (var (value, _) in steps)
                        sums.Add(value);
                    new Random(seed + 1).Shuffle(gone);
                    foreach (var value in gone)
                        sums.Remove(value);
                    Bits(sums.Sum).ShouldBe(Bits(SumOf(kept)));
                    if (kept.Length > 1)
                        Bits(sums.Deviation(kept.Length)).ShouldBe(Bits(DeviationOf(kept)));
                }
            );
    }

    [Fact]
    public void The_standard_deviation_has_all_its_digits()
    {
        Values
            .Where(v => v.Length > 1)
            .Sample(values =>
            {
                var expected = ExactReference.Deviation(values);
                DeviationOf(values).ShouldBe(expected, 4e-16 * expected);
            });
    }

    [Fact]
    public void Equal_values_deviate_by_nothing_and_a_large_offset_costs_no_digits()
    {
        DeviationOf([0.1, 0.1, 0.1]).ShouldBe(0);
        DeviationOf([1e9, 1e9 + 1, 1e9 + 2]).ShouldBe(1);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-200)]
    [InlineData(1e200)]
    [InlineData(1e300)]
    public void Deviations_whose_squares_no_double_holds_are_right(double unit) =>
        DeviationOf([unit, 2 * unit, 3 * unit]).ShouldBe(unit, 1e-15 * unit);

    static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);

    static double SumOf(double[] values)
    {
        var sums = new Sums();
        Array.ForEach(values, sums.Add);
        return sums.Sum;
    }

    static double DeviationOf(double[] values)
    {
        var sums = new Sums();
        Array.ForEach(values, sums.Add);
        return sums.Deviation(values.Length);
    }

    sealed class Sums
    {
        readonly ulong[] _sum = new ulong[ExactSum.Words];
        readonly ulong[] _squares = new ulong[ExactSquares.Words];
        ulong[]? _wideSum;
        ulong[]? _wideSquares;

        public double Sum => ExactSum.Round(_sum, _wideSum);

        public void Add(double value) => Change(value, remove: false);

        public void Remove(double value) => Change(value, remove: true);

        public double Deviation(int count) => ExactSquares.Deviation(count, _sum, _wideSum, _squares, _wideSquares);

        void Change(double value, bool remove)
        {
            ExactSum.Add(_sum, ref _wideSum, value, remove);
            ExactSquares.Add(_squares, ref _wideSquares, value, remove);
        }
    }
}
