using System.Buffers;
using System.Runtime.CompilerServices;
using Streaming.Events.Rows;

namespace Streaming.Events.Json;

/// <summary>
/// Reads tokens of strict JSON (RFC 8259) from bytes already known to be UTF-8. Faults are values: every method returns
/// false once the text cannot be JSON and leaves <see cref="Fault"/>; nothing throws, since hostile input must not cost more
/// than good input.
/// </summary>
ref struct JsonScanner(ReadOnlySpan<byte> data, int maxDepth)
{
    static readonly SearchValues<byte> StringStops = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(i => (byte)i),
        (byte)'"',
        (byte)'\\',
    ]);

    readonly ReadOnlySpan<byte> _data = data;
    readonly int _maxDepth = maxDepth;

    public int Position;

    public RowFault Fault { get; private set; }

    public readonly ReadOnlySpan<byte> Data => _data;

    /// <summary>The byte at the position; 0 at the end (a NUL byte is no token either).</summary>
    public readonly byte Current => (uint)Position < (uint)_data.Length ? _data[Position] : (byte)0;

    public readonly bool AtEnd => Position >= _data.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SkipWhitespace()
    {
        while ((uint)Position < (uint)_data.Length && _data[Position] <= ' ' && IsWhitespace(_data[Position]))
            Position++;
    }

    /// <summary>Steps over one byte that must come next, whitespace before it allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Expect(byte token)
    {
        SkipWhitespace();
        if (Current != token)
            return Malformed(token == ':' ? "':' expected" : "another character expected");
        Position++;
        return true;
    }

    /// <summary>At a quotation mark: the string's raw content, escapes checked but not resolved.</summary>
    public bool ReadString(out ReadOnlySpan<byte> raw, out bool escaped)
    {
        escaped = false;
        var start = ++Position;
        while (true)
        {
            var step = _data[Position..].IndexOfAny(StringStops);
            if (step < 0)
            {
                raw = default;
                Position = _data.Length;
                return Malformed("a string is not closed");
            }
            Position += step;
            var stop = _data[Position];
            if (stop == '"')
            {
                raw = _data[start..Position];
                Position++;
                return true;
            }
            raw = default;
            if (stop != '\\')
                return Malformed("a control character inside a string");
            escaped = true;
            if (!SkipEscape())
                return false;
        }
    }

    /// <summary>At a digit or minus sign.</summary>
    public bool ReadNumber(out JsonNumber number)
    {
        number = default;
        var start = Position;
        if (Current == '-')
            Position++;
        ulong mantissa = 0;
        var significant = 0;
        var first = Current;
        var integerDigits = ReadDigits(ref mantissa, ref significant);
        if (integerDigits == 0 || (integerDigits > 1 && first == '0'))
            return Malformed("a number is not written as JSON wants it");
        var integer = true;
        var exponent = 0;
        if (Current == '.')
        {
            Position++;
            integer = false;
            var fraction = ReadDigits(ref mantissa, ref significant);
            if (fraction == 0)
                return Malformed("a number is not written as JSON wants it");
            exponent = -fraction;
        }
        if ((Current | 0x20) == 'e')
        {
            integer = false;
            if (!ReadExponent(ref exponent))
                return false;
        }
        number = new JsonNumber(_data[start..Position], mantissa, exponent, significant <= 19, integer);
        return true;
    }

    /// <summary>At the first byte of any value: checks and steps over it.</summary>
    public bool SkipValue(int depth)
    {
        // One bit a level: set inside an object. The deepest level allowed is below the width of the word.
        ulong objects = 0;
        var level = 0;
        while (true)
        {
            SkipWhitespace();
            switch (Current)
            {
                case (byte)'{':
                case (byte)'[':
                    if (depth + level >= _maxDepth)
                        return TooDeep();
                    var isObject = Current == '{';
                    Position++;
                    SkipWhitespace();
                    level++;
                    objects = (objects << 1) | (isObject ? 1UL : 0UL);
                    if (Current != (isObject ? '}' : ']'))
                    {
                        if (isObject && !SkipName())
                            return false;
                        continue;
                    }
                    break;
                default:
                    if (!SkipScalar())
                        return false;
                    break;
            }
            if (!CloseLevels(ref objects, ref level))
                return false;
            if (level == 0)
                return true;
        }
    }

    public bool Malformed(string what)
    {
        Fault = new RowFault(ReasonCode.MalformedJson, null, $"The value is not valid JSON: {what} at byte {Position}.");
        return false;
    }

    /// <summary>After a value inside containers: closes those that end here; otherwise steps to the next value.</summary>
    bool CloseLevels(ref ulong objects, ref int level)
    {
        while (level > 0)
        {
            SkipWhitespace();
            var isObject = (objects & 1) != 0;
            // An empty container is found still at its closing bracket, like one whose last value has just been read.
            if (Current == (isObject ? '}' : ']'))
            {
                Position++;
                level--;
                objects >>= 1;
                continue;
            }
            if (Current != ',')
                return Malformed(isObject ? "',' or '}' expected" : "',' or ']' expected");
            Position++;
            return !isObject || SkipName();
        }
        return true;
    }

    bool SkipName()
    {
        SkipWhitespace();
        if (Current != '"')
            return Malformed("a field name in quotation marks expected");
        return ReadString(out _, out _) && Expect((byte)':');
    }

    bool SkipScalar()
    {
        switch (Current)
        {
            case (byte)'"':
                return ReadString(out _, out _);
            case (byte)'t':
                return Literal("true"u8);
            case (byte)'f':
                return Literal("false"u8);
            case (byte)'n':
                return Literal("null"u8);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return ReadNumber(out _);
            default:
                return Malformed(AtEnd ? "it ends too early" : "a value expected");
        }
    }

    /// <summary>Steps over a literal that must come next.</summary>
    public bool Literal(ReadOnlySpan<byte> literal)
    {
        if (!_data[Position..].StartsWith(literal))
            return Malformed("a value expected");
        Position += literal.Length;
        return true;
    }

    bool SkipEscape()
    {
        Position++;
        switch (Current)
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                Position++;
                return true;
            case (byte)'u':
                Position++;
                for (var i = 0; i < 4; i++, Position++)
                {
                    if (!char.IsAsciiHexDigit((char)Current))
                        return Malformed("an escape is not written as JSON wants it");
                }
                return true;
            default:
                return Malformed("an escape is not written as JSON wants it");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int ReadDigits(ref ulong mantissa, ref int significant)
    {
        var start = Position;
        while ((uint)Position < (uint)_data.Length)
        {
            var digit = (uint)(_data[Position] - '0');
            if (digit > 9)
                break;
            if (significant < 19)
                mantissa = (mantissa * 10) + digit;
            // Leading zeros are not significant; digits beyond 19 make the mantissa inexact.
            if (mantissa != 0)
                significant++;
            Position++;
        }
        return Position - start;
    }

    bool ReadExponent(ref int exponent)
    {
        Position++;
        var negative = Current == '-';
        if (Current is (byte)'+' or (byte)'-')
            Position++;
        var start = Position;
        var value = 0;
        while (Current is >= (byte)'0' and <= (byte)'9')
        {
            // Far beyond binary64 already; the digits are still checked, the sum must not overflow.
            value = value < 100_000 ? (value * 10) + (Current - '0') : value;
            Position++;
        }
        exponent += negative ? -value : value;
        return Position > start || Malformed("a number is not written as JSON wants it");
    }

    bool TooDeep()
    {
        Fault = new RowFault(ReasonCode.TooDeep, null, $"The value is nested deeper than {_maxDepth} levels.");
        return false;
    }

    static bool IsWhitespace(byte b) => b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';
}
