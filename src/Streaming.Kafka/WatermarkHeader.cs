using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Streaming.Events.Raw;

namespace Streaming.Kafka;

/// <summary>The one encoding of a watermark: a header's value, written by publishers and stages and read by stages.</summary>
public static class WatermarkHeader
{
    /// <param name="time">Microseconds, or <see cref="Watermark.Idle"/>.</param>
    public static byte[] Encode(long time) =>
        time == Watermark.Idle ? "idle"u8.ToArray() : Encoding.ASCII.GetBytes(time.ToString(CultureInfo.InvariantCulture));

    /// <summary>The watermark that a record carries, if it has one that can be read.</summary>
    public static bool TryRead(Headers? headers, out long time)
    {
        time = 0;
        if (headers is null || headers.Count == 0 || !headers.TryGetLastBytes(Watermark.Header, out var value))
            return false;
        return value is not null && TryDecode(value, out time);
    }

    /// <summary>The watermark that a header's value says; false where it says none.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> value, out long time)
    {
        time = Watermark.Idle;
        return value.SequenceEqual("idle"u8) || (Utf8Parser.TryParse(value, out time, out var used) && used == value.Length);
    }
}
