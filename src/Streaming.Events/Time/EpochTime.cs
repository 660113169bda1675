using System.Buffers.Text;
using Streaming.Topology.Model;
using Streaming.Topology.Numbers;

namespace Streaming.Events.Time;

/// <summary>Times that are written as numbers: what has passed since 1970-01-01 UTC, in a field's unit.</summary>
public static class EpochTime
{
    const int DecimalsOfSecond = 6;
    const long MicrosOfSecond = 1_000_000;
    const long MicrosOfMillisecond = 1_000;

    /// <summary>Unix time is often a number with a fraction; milliseconds are whole.</summary>
    public static bool TakesFractions(TimestampUnit unit) => unit == TimestampUnit.Seconds;

    /// <summary>What people call the unit.</summary>
    public static string Name(TimestampUnit unit) => unit == TimestampUnit.Seconds ? "seconds since 1970" : "milliseconds since 1970";

    /// <param name="text">A number as JSON writes them.</param>
    /// <param name="unit">What it counts.</param>
    /// <param name="time">The time, rounded down.</param>
    /// <returns>False where the text is no such number, or its time not in the years 1 to 9999.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, TimestampUnit unit, out Timestamp time)
    {
        time = default;
        if (Utf8Parser.TryParse(text, out long whole, out var read) && read == text.Length)
            return TryFrom(whole, unit == TimestampUnit.Seconds ? MicrosOfSecond : MicrosOfMillisecond, out time);

        if (!TakesFractions(unit) || !IsNumber(text) || !DecimalText.TryFloor(text, DecimalsOfSecond, out var floor, out _))
            return false;
        if (floor < IsoTime.MinMicroseconds || floor > IsoTime.MaxMicroseconds)
            return false;
        time = new Timestamp((long)floor);
        return true;
    }

    static bool TryFrom(long count, long unit, out Timestamp time)
    {
        var inRange = count >= IsoTime.MinMicroseconds / unit && count <= IsoTime.MaxMicroseconds / unit;
        time = new Timestamp(inRange ? count * unit : 0);
        return inRange;
    }

    static bool IsNumber(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double _, out var read) && read == text.Length;
}
