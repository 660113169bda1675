using System.Buffers;
using System.Text;

namespace Streaming.Events.Text;

/// <summary>Bytes and text from outside, made safe for a terminal: no control characters, no broken UTF-8.</summary>
public static class Printable
{
    static readonly SearchValues<char> Control = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7f, 0x21)).Select(c => (char)c),
    ]);

    /// <summary>Text with control characters as \x1b and the like.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.AsSpan().IndexOfAny(Control) < 0)
            return text ?? "";
        var clean = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (Control.Contains(c))
                clean.Append($"\\x{(int)c:x2}");
            else
                clean.Append(c);
        }

        return clean.ToString();
    }

    /// <summary>Bytes as text where they are UTF-8; others as \x...; cut after <paramref name="most"/> bytes.</summary>
    public static string Bytes(ReadOnlySpan<byte> bytes, int most = 2000)
    {
        var cut = bytes.Length > most;
        var text = new StringBuilder();
        var rest = cut ? bytes[..most] : bytes;
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var consumed);
            if (status == OperationStatus.Done)
            {
                text.Append(Text(rune.ToString()));
            }
            else
            {
                foreach (var b in rest[..consumed])
                    text.Append($"\\x{b:x2}");
            }

            rest = rest[consumed..];
        }

        if (cut)
            text.Append($"… ({bytes.Length:N0} bytes)");
        return text.ToString();
    }
}
