using System.Buffers.Text;
using System.Globalization;
using Streaming.Events.Rows.Builders;
using Streaming.Events.Time;

namespace Streaming.Events.Json;

/// <summary>One growing buffer that JSON texts are written to one behind the other.</summary>
struct JsonBuffer
{
    byte[] _bytes;

    public JsonBuffer(int expected) => _bytes = GC.AllocateUninitializedArray<byte>(expected);

    public int Length { get; private set; }

    public readonly byte[] Array => _bytes;

    public void Write(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Room(json.Length));
        Length += json.Length;
    }

    public void WriteEscaped(ReadOnlySpan<byte> text) => Length += JsonText.Escape(text, Room(JsonText.MaxEscaped(text.Length)));

    public void WriteInteger(long value)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written);
        Length += written;
    }

    /// <summary>Shortest text that reads back as the same float; null for what is not finite.</summary>
    public void WriteFloat(float value)
    {
        if (!float.IsFinite(value))
        {
            Write("null"u8);
            return;
        }
        value.TryFormat(Room(32), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    public void WriteTime(Timestamp time) => Length += IsoTime.Format(time, Room(IsoTime.MaxFormatted));

    Span<byte> Room(int bytes)
    {
        Growth.Ensure(ref _bytes, Length + bytes);
        return _bytes.AsSpan(Length);
    }
}
