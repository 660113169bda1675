using System.Buffers.Text;
using Streaming.Topology.Model;
using Streaming.Topology.Numbers;

namespace Streaming.Events.Time;

/// <summary>Times that are written as numbers: what has passed since 1970-01-01 UTC, in a field's unit.</summary>
public static class EpochTime
{
    const int MicrosecondsOfSecond = 6;

    /// <summary>Unix time is often a number with a fraction; milliseconds are whole.</summary>
    public static bool TakesFractions(TimestampUnit unit) => unit == TimestampUnit.Seconds;

    /// <summary>What people call the unit.</summary>
    public static string Name(TimestampUnit unit) => unit == TimestampUnit.Seconds ? "seconds since 1970" : "milliseconds since 1970";

    /// <param name="text">A number as JSON writes them.</param>
    /// <param name="unit">What it counts.</param>
    /// <param name="microseconds">The time in microseconds since 1970, rounded down.</param>
    /// <returns>False where the text is no such number, or its time not in the years 1 to 9999.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, TimestampUnit unit, out long microseconds)
    {
        microseconds = 0;
        if (Utf8Parser.TryParse(text, out long whole, out var read) && read == text.Length)
        {
            return unit == TimestampUnit.Seconds
                ? TryFromSeconds(whole, out microseconds)
                : IsoTime.TryFromMilliseconds(whole, out microseconds);
        }

        if (!TakesFractions(unit) || !IsNumber(text) || !DecimalText.TryFloor(text, MicrosecondsOfSecond, out var floor, out _))
            return false;
        if (floor < IsoTime.MinMicroseconds || floor > IsoTime.MaxMicroseconds)
            return false;
        microseconds = (long)floor;
        return true;
    }

    static bool TryFromSeconds(long seconds, out long microseconds)
    {
        var inRange = seconds is >= IsoTime.MinMicroseconds / 1_000_000 and <= IsoTime.MaxMicroseconds / 1_000_000;
        microseconds = inRange ? seconds * 1_000_000 : 0;
        return inRange;
    }

    static bool IsNumber(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out double _, out var read) && read == text.Length;
}
