namespace Streaming.Publishing.Rows;

/// <summary>
/// A number as files write it: with blanks around it, zeros before it, a plus sign, a bare point. It becomes a number as JSON
/// writes it digit by digit and never passes through a binary one: a long id keeps its last digit.
/// </summary>
public readonly ref struct NumberText
{
    readonly bool _negative;
    readonly ReadOnlySpan<char> _whole;
    readonly ReadOnlySpan<char> _fraction;
    readonly ReadOnlySpan<char> _exponent;

    NumberText(bool negative, ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, ReadOnlySpan<char> exponent)
    {
        _negative = negative;
        _whole = whole;
        _fraction = fraction;
        _exponent = exponent;
    }

    /// <summary>[+-] digits [. digits] [e [+-] digits], with a digit on at least one side of the point.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out NumberText number)
    {
        number = default;
        text = text.Trim(" \t");
        var negative = text is ['-', ..];
        if (text is ['-' or '+', ..])
            text = text[1..];
        var whole = Digits(ref text);
        ReadOnlySpan<char> fraction = default;
        if (text is ['.', ..])
        {
            text = text[1..];
            fraction = Digits(ref text);
        }

        if (whole.IsEmpty && fraction.IsEmpty)
            return false;
        ReadOnlySpan<char> exponent = default;
        if (text is ['e' or 'E', ..])
        {
            var digits = text is [_, '+' or '-', ..] ? text[2..] : text[1..];
            if (Digits(ref digits).IsEmpty || !digits.IsEmpty)
                return false;
            exponent = text;
            text = default;
        }

        number = new NumberText(negative, whole, fraction, exponent);
        return text.IsEmpty;
    }

    /// <summary>Appends it as JSON.</summary>
    public void Write(ByteText into)
    {
        if (_negative)
            into.Add((byte)'-');
        var whole = _whole.TrimStart('0');
        if (whole.IsEmpty)
            into.Add((byte)'0');
        else
            into.Add(whole);
        if (!_fraction.IsEmpty)
        {
            into.Add((byte)'.');
            into.Add(_fraction);
        }

        into.Add(_exponent);
    }

    static ReadOnlySpan<char> Digits(scoped ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits;
    }
}
