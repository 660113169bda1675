namespace Streaming.Events.Json;

/// <summary>Writes text inside a JSON string: only what must be escaped is, the rest stays UTF-8.</summary>
public static class JsonText
{
    static readonly System.Buffers.SearchValues<byte> Special = System.Buffers.SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(i => (byte)i),
        (byte)'"',
        (byte)'\\',
    ]);

    /// <summary>The most bytes that text of this length can become.</summary>
    public static int MaxEscaped(int length) => checked(length * 6);

    /// <summary>Returns the number of bytes written; the quotation marks are the caller's.</summary>
    public static int Escape(ReadOnlySpan<byte> utf8, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var plain = utf8.IndexOfAny(Special);
            if (plain < 0)
            {
                utf8.CopyTo(destination[written..]);
                return written + utf8.Length;
            }
            utf8[..plain].CopyTo(destination[written..]);
            written += plain;
            written += EscapeOne(utf8[plain], destination[written..]);
            utf8 = utf8[(plain + 1)..];
        }
    }

    static int EscapeOne(byte special, Span<byte> destination)
    {
        destination[0] = (byte)'\\';
        var letter = special switch
        {
            (byte)'"' or (byte)'\\' => special,
            (byte)'\n' => (byte)'n',
            (byte)'\r' => (byte)'r',
            (byte)'\t' => (byte)'t',
            _ => (byte)0,
        };
        if (letter != 0)
        {
            destination[1] = letter;
            return 2;
        }
        "u00"u8.CopyTo(destination[1..]);
        destination[4] = (byte)('0' + (special >> 4));
        destination[5] = (byte)"0123456789abcdef"[special & 0xF];
        return 6;
    }
}
