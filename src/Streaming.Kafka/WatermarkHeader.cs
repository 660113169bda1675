using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Kafka;

/// <summary>The one encoding of a watermark: a header's value, written by publishers and stages and read by stages.</summary>
public static class WatermarkHeader
{
    /// <param name="time">A time, or <see cref="Watermark.Idle"/>.</param>
    public static byte[] Encode(Timestamp time) =>
        time == Watermark.Idle ? "idle"u8.ToArray() : Encoding.ASCII.GetBytes(time.Micros.ToString(CultureInfo.InvariantCulture));

    /// <summary>The watermark that a record carries, if it has one that can be read.</summary>
    public static bool TryRead(Headers? headers, out Timestamp time)
    {
        time = default;
        if (headers is null || headers.Count == 0 || !headers.TryGetLastBytes(Watermark.Header, out var value))
            return false;
        return value is not null && TryDecode(value, out time);
    }

    /// <summary>The watermark that a header's value says; false where it says none.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> value, out Timestamp time)
    {
        time = Watermark.Idle;
        if (value.SequenceEqual("idle"u8))
            return true;
        var read = Utf8Parser.TryParse(value, out long micros, out var used) && used == value.Length;
        time = new Timestamp(micros);
        return read;
    }
}
