using System.Numerics;

namespace Streaming.Events.Json;

/// <summary>
/// Correctly rounded conversion of w · 10^q to binary64 by one or two 64-bit products (Lemire, Number Parsing at a Gigabyte per
/// Second, 2021; after Eisel). Numbers written in full precision, as machines write them, take this way.
/// </summary>
static class DecimalToDouble
{
    const int MantissaBits = 52;
    const int InfinitePower = 0x7FF;
    const ulong HiddenBit = 1UL << MantissaBits;

    /// <summary>False in the few cases that a product of 128 bits cannot settle; infinite where the value is beyond binary64.</summary>
    public static bool TryConvert(ulong w, int q, out double value)
    {
        value = 0;
        if (w == 0 || q < PowersOfFive.Least)
            return true;
        if (q > PowersOfFive.Greatest)
        {
            value = double.PositiveInfinity;
            return true;
        }
        var shift = BitOperations.LeadingZeroCount(w);
        w <<= shift;
        var high = Product(w, q, out var low);
        // All ones: the bits that were cut off could carry.
        if (low == ulong.MaxValue && q is < -27 or > 55)
            return false;
        var upper = (int)(high >> 63);
        var mantissa = high >> (upper + 64 - MantissaBits - 3);
        var power = Exponent(q) + upper - shift + 1023;
        value = power <= 0 ? Subnormal(mantissa, power) : Normal(mantissa, power, high, low, upper, q);
        return true;
    }

    /// <summary>The leading 128 bits of w · 5^q; the second product is needed only where the first leaves the rounding open.</summary>
    static ulong Product(ulong w, int q, out ulong low)
    {
        const ulong RoundingBits = ulong.MaxValue >> (MantissaBits + 3);
        var high = Math.BigMul(w, PowersOfFive.High(q), out low);
        if ((high & RoundingBits) != RoundingBits)
            return high;
        var carry = Math.BigMul(w, PowersOfFive.Low(q), out _);
        low += carry;
        return low < carry ? high + 1 : high;
    }

    static double Normal(ulong mantissa, int power, ulong high, ulong low, int upper, int q)
    {
        // Exactly half-way, which only small powers can be: to even, so the rounding below must not go up.
        if (low <= 1 && q is >= -4 and <= 23 && (mantissa & 3) == 1 && mantissa << (upper + 64 - MantissaBits - 3) == high)
            mantissa &= ~1UL;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        if (mantissa >= 2 * HiddenBit)
        {
            mantissa = HiddenBit;
            power++;
        }
        return power >= InfinitePower
            ? double.PositiveInfinity
            : BitConverter.UInt64BitsToDouble((mantissa & ~HiddenBit) | ((ulong)power << MantissaBits));
    }

    static double Subnormal(ulong mantissa, int power)
    {
        var shift = 1 - power;
        if (shift >= 64)
            return 0;
        mantissa >>= shift;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        // Rounding up may reach the least normal number, whose bits are just the next ones.
        return BitConverter.UInt64BitsToDouble(mantissa);
    }

    /// <summary>floor(q · log2(10)) + 63 by a multiplication that is exact for all q in range.</summary>
    static int Exponent(int q) => ((217_706 * q) >> 16) + 63;
}
