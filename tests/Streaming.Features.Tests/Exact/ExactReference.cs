using System.Numerics;

namespace Streaming.Features.Tests.Exact;

/// <summary>The same sums in whole numbers: doubles are multiples of 2^-1074.</summary>
static class ExactReference
{
    const int Grid = 1074;

    public static BigInteger ToGrid(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        var mantissa = bits & ((1L << 52) - 1);
        var magnitude = exponent == 0 ? mantissa : (BigInteger)(mantissa | (1L << 52)) << (exponent - 1);
        return bits < 0 ? -magnitude : magnitude;
    }

    public static BigInteger Sum(IEnumerable<double> values) => values.Aggregate(BigInteger.Zero, (sum, v) => sum + ToGrid(v));

    /// <summary>The double nearest to a sum on the grid.</summary>
    public static double Round(BigInteger sum)
    {
        var guess = sum.Sign * Scale(BigInteger.Abs(sum), -Grid);
        while (!IsNearest(sum, guess))
            guess = ToGrid(guess) < sum ? double.BitIncrement(guess) : double.BitDecrement(guess);
        return guess + 0.0;
    }

    /// <summary>Whether <paramref name="rounded"/> is the double nearest to a sum on the grid, the even one of two.</summary>
    public static bool IsNearest(BigInteger sum, double rounded)
    {
        var error = BigInteger.Abs(ToGrid(rounded) - sum);
        var below = BigInteger.Abs(ToGrid(double.BitDecrement(rounded)) - sum);
        var above = BigInteger.Abs(ToGrid(double.BitIncrement(rounded)) - sum);
        var even = (BitConverter.DoubleToInt64Bits(rounded) & 1) == 0;
        return even ? error <= below && error <= above : error < below && error < above;
    }

    public static BigInteger ToGrid(BigInteger value) => value << Grid;

    public static double Deviation(IReadOnlyList<double> values) => Deviation([.. values.Select(ToGrid)]);

    /// <summary>Sample standard deviation of values on the grid, to about 25 digits before it is rounded.</summary>
    public static double Deviation(IReadOnlyList<BigInteger> values)
    {
        BigInteger n = values.Count;
        var sum = values.Aggregate(BigInteger.Zero, (total, v) => total + v);
        var squares = values.Aggregate(BigInteger.Zero, (total, v) => total + (v * v));
        // Even: the root halves it. 200 bits more than the numerator has, so that the root has digits enough.
        const int scale = 200;
        var variance = (((n * squares) - (sum * sum)) << scale) / (n * (n - 1));
        return Scale(Root(variance), -(scale / 2) - Grid);
    }

    static double Scale(BigInteger value, int exponent)
    {
        var cut = (int)Math.Max(0, value.GetBitLength() - 64);
        return Math.ScaleB((double)(ulong)(value >> cut), cut + exponent);
    }

    static BigInteger Root(BigInteger value)
    {
        if (value.IsZero)
            return value;
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + (value / root)) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }
}
