using Streaming.Events.Time;

namespace Streaming.Events.Expressions.Nodes;

enum CalendarPart
{
    Hour,
    Minute,
    Weekday,
    Day,
    Month,
    Epoch,
}

/// <summary>A part of a timestamp, in UTC.</summary>
sealed class CalendarNode(Node<long> operand, CalendarPart part) : Node<double>
{
    const long Minute = 60_000_000;
    const long Day = 86_400_000_000;

    public override void Evaluate(in Frame frame, Span<double> result)
    {
        using var times = Scratch<long>.Rent(result.Length);
        operand.Evaluate(frame, times.Span);
        for (var i = 0; i < result.Length; i++)
            result[i] = TimeKind.IsNull(times.Span[i]) ? double.NaN : Of(times.Span[i]);
    }

    double Of(long time)
    {
        if (part == CalendarPart.Epoch)
            return time / 1e6;
        var day = IsoTime.FloorDivide(time, Day);
        return part switch
        {
            CalendarPart.Hour => (time - (day * Day)) / (60 * Minute),
            CalendarPart.Minute => (time - (day * Day)) / Minute % 60,
            // 1970-01-01 was a Thursday, which is 3 where Monday is 0.
            CalendarPart.Weekday => day + 3 - (7 * IsoTime.FloorDivide(day + 3, 7)),
            CalendarPart.Day => IsoTime.CivilFromDays(day).Day,
            _ => IsoTime.CivilFromDays(day).Month,
        };
    }
}
