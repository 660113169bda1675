using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Streaming.Events.Time;

namespace Streaming.Application.Exporting;

/// <summary>CSV under way, as UTF-8.</summary>
sealed class CsvText
{
    const int LongestNumber = 32;

    static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    byte[] _bytes = new byte[2 << 20];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Separator() => Plain(","u8);

    public void EndOfRow() => Plain("\r\n"u8);

    public void Plain(ReadOnlySpan<byte> text)
    {
        text.CopyTo(Room(text.Length));
        Length += text.Length;
    }

    /// <summary>Text, in quotes where it needs them; empty text always, since nothing at all is null.</summary>
    public void Quoted(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty && text.IndexOfAny(Special) < 0)
        {
            Plain(text);
            return;
        }

        Plain("\""u8);
        for (var quote = text.IndexOf((byte)'"'); quote >= 0; quote = text.IndexOf((byte)'"'))
        {
            Plain(text[..(quote + 1)]);
            Plain("\""u8);
            text = text[(quote + 1)..];
        }

        Plain(text);
        Plain("\""u8);
    }

    public void Base64(ReadOnlySpan<byte> bytes)
    {
        System.Buffers.Text.Base64.EncodeToUtf8(
            bytes,
            Room(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length)),
            out _,
            out var written
        );
        Length += written;
    }

    public void Integer(long value)
    {
        Utf8Formatter.TryFormat(value, Room(LongestNumber), out var written);
        Length += written;
    }

    /// <summary>The shortest text that reads back as the same bits; NaN where there is no value.</summary>
    public void Number(double value)
    {
        value.TryFormat(Room(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <inheritdoc cref="Number(double)"/>
    public void Number(float value)
    {
        value.TryFormat(Room(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    public void Time(Timestamp time) => Length += IsoTime.Format(time, Room(IsoTime.MaxFormatted));

    Span<byte> Room(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        return _bytes.AsSpan(Length);
    }
}
