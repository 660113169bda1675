using System.Text;

namespace Streaming.Events.Json;

/// <summary>Resolves the escapes of JSON strings whose grammar has been checked.</summary>
static class JsonStrings
{
    /// <summary>
    /// Writes the string to <paramref name="destination"/>, which needs as many bytes as <paramref name="raw"/>. Returns the
    /// number written, or -1 where an escape is half of a surrogate pair, which is no text.
    /// </summary>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
            {
                raw.CopyTo(destination[written..]);
                return written + raw.Length;
            }
            raw[..plain].CopyTo(destination[written..]);
            written += plain;
            raw = raw[(plain + 1)..];
            if (raw[0] != 'u')
            {
                destination[written++] = Simple(raw[0]);
                raw = raw[1..];
                continue;
            }
            if (!TryReadRune(ref raw, out var rune))
                return -1;
            written += rune.EncodeToUtf8(destination[written..]);
        }
    }

    static byte Simple(byte escape) =>
        escape switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => escape,
        };

    static bool TryReadRune(ref ReadOnlySpan<byte> raw, out Rune rune)
    {
        var unit = Hex(raw[1..5]);
        raw = raw[5..];
        if (!char.IsSurrogate(unit))
        {
            rune = new Rune(unit);
            return true;
        }
        rune = default;
        if (raw.Length < 6 || raw[0] != '\\' || raw[1] != 'u')
            return false;
        var low = Hex(raw[2..6]);
        raw = raw[6..];
        return Rune.TryCreate(unit, low, out rune);
    }

    static char Hex(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits)
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return (char)value;
    }
}
