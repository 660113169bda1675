using System.Numerics;

namespace Streaming.Events.Json;

/// <summary>
/// The leading 128 bits of powers of five, as <see cref="DecimalToDouble"/> multiplies by them: truncated for powers that are
/// integers, rounded up for reciprocals. Computed once, in about a millisecond, instead of kept as 1,302 numbers nobody can check.
/// </summary>
static class PowersOfFive
{
    public const int Least = -342;
    public const int Greatest = 308;

    static readonly ulong[] Highs = new ulong[Greatest - Least + 1];
    static readonly ulong[] Lows = new ulong[Greatest - Least + 1];

    static PowersOfFive()
    {
        for (var power = Least; power <= Greatest; power++)
        {
            var bits = power < 0 ? Reciprocal(-power) : Leading(BigInteger.Pow(5, power));
            Highs[power - Least] = (ulong)(bits >> 64);
            Lows[power - Least] = (ulong)(bits & ulong.MaxValue);
        }
    }

    public static ulong High(int power) => Highs[power - Least];

    public static ulong Low(int power) => Lows[power - Least];

    static BigInteger Reciprocal(int power)
    {
        var five = BigInteger.Pow(5, power);
        var length = (int)five.GetBitLength();
        // Small powers keep every bit of the quotient's 128; larger ones are divided with more and cut.
        return power <= 27
            ? ((BigInteger.One << (length + 127)) / five) + 1
            : Leading(((BigInteger.One << ((2 * length) + 128)) / five) + 1);
    }

    /// <summary>The 128 bits from the highest set one on.</summary>
    static BigInteger Leading(BigInteger value)
    {
        var excess = (int)value.GetBitLength() - 128;
        return excess > 0 ? value >> excess : value << -excess;
    }
}
