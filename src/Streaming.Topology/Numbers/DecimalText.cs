using System.Text;

namespace Streaming.Topology.Numbers;

/// <summary>
/// A decimal number as it is written, without a detour over binary64, which holds integers exactly only up to 2^53. Reads in
/// one pass, whatever the number of digits, and makes no memory.
/// </summary>
public static class DecimalText
{
    /// <summary>Integers are held up to this magnitude, so that sums of a few of them still fit an <see cref="Int128"/>.</summary>
    public const int MostBits = 126;

    // Further than any text is long: such an exponent cannot be outweighed by digits.
    const int FarExponent = 100_000_000;

    static readonly UInt128 Most = UInt128.One << MostBits;

    /// <param name="text">Digits with or without sign, fraction and exponent, as JSON and YAML write numbers.</param>
    /// <param name="whole">The number rounded down to an integer.</param>
    /// <param name="fraction">Whether anything was rounded away.</param>
    /// <returns>False where the integer has more than <see cref="MostBits"/> bits.</returns>
    public static bool TryFloor(ReadOnlySpan<byte> text, out Int128 whole, out bool fraction) => TryFloor(text, 0, out whole, out fraction);

    /// <inheritdoc cref="TryFloor(ReadOnlySpan{byte}, out Int128, out bool)"/>
    /// <param name="shift">Power of ten that the number is multiplied with before it is rounded: 6 makes microseconds of seconds.</param>
    public static bool TryFloor(ReadOnlySpan<byte> text, int shift, out Int128 whole, out bool fraction)
    {
        var exponentAt = text.IndexOfAny((byte)'e', (byte)'E');
        var exponent = exponentAt < 0 ? 0 : Exponent(text[(exponentAt + 1)..]);
        var digits = exponentAt < 0 ? text : text[..exponentAt];
        var negative = digits is [(byte)'-', ..];
        if (digits is [(byte)'-' or (byte)'+', ..])
            digits = digits[1..];
        var point = digits.IndexOf((byte)'.');
        var inside = TryTruncate(digits, (point < 0 ? digits.Length : point) + exponent + shift, out var magnitude, out fraction);
        whole = negative ? -(Int128)magnitude - (fraction ? 1 : 0) : (Int128)magnitude;
        return inside;
    }

    /// <inheritdoc cref="TryFloor(ReadOnlySpan{byte}, out Int128, out bool)"/>
    public static bool TryFloor(string text, out Int128 whole, out bool fraction) =>
        TryFloor(Encoding.UTF8.GetBytes(text), out whole, out fraction);

    /// <param name="digits">Digits, and a point that counts for nothing.</param>
    /// <param name="integral">How many of them stand before the point once the exponent has moved it.</param>
    static bool TryTruncate(ReadOnlySpan<byte> digits, int integral, out UInt128 magnitude, out bool fraction)
    {
        (magnitude, fraction) = (0, false);
        var inside = true;
        foreach (var character in digits)
        {
            if (character == '.')
                continue;
            var digit = (uint)(character - '0');
            if (integral-- <= 0)
                fraction |= digit != 0;
            else
                inside &= Append(ref magnitude, digit);
        }
        for (; integral > 0 && inside && magnitude != 0; integral--)
            inside = Append(ref magnitude, 0);
        return inside;
    }

    static bool Append(ref UInt128 magnitude, uint digit)
    {
        if (magnitude >= Most / 10)
            return false;
        magnitude = (magnitude * 10) + digit;
        return true;
    }

    static int Exponent(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var character in text)
        {
            if (char.IsAsciiDigit((char)character))
                value = value < FarExponent ? (value * 10) + (character - '0') : value;
        }
        return text is [(byte)'-', ..] ? -value : value;
    }
}
