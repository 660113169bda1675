using System.Numerics;

namespace Streaming.Features.Exact;

/// <summary>A finite double taken apart: sign, and magnitude = <see cref="Mantissa"/> * 2^<see cref="Exponent"/>.</summary>
readonly ref struct Binary64
{
    const int Bias = 1075;

    public Binary64(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var exponent = (int)(bits >> 52) & 0x7FF;
        Negative = (long)bits < 0;
        Mantissa = bits & ((1UL << 52) - 1);
        if (exponent == 0)
            exponent = 1;
        else
            Mantissa |= 1UL << 52;
        Exponent = exponent - Bias;
    }

    public bool Negative { get; }
    public ulong Mantissa { get; }
    public int Exponent { get; }

    /// <summary>
    /// The magnitude as an integer on the grid 2^-<paramref name="fraction"/>: <paramref name="mantissa"/> shifted left by
    /// <paramref name="shift"/>. False where it has digits below the grid.
    /// </summary>
    public bool TryPlace(int fraction, out ulong mantissa, out int shift)
    {
        mantissa = Mantissa;
        shift = Exponent + fraction;
        if (shift >= 0)
            return true;
        if (BitOperations.TrailingZeroCount(mantissa) < -shift && mantissa != 0)
            return false;
        mantissa = mantissa == 0 ? 0 : mantissa >> -shift;
        shift = 0;
        return true;
    }
}
