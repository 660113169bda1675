using System.Globalization;
using System.Text;

namespace Streaming.Topology.Shapes;

/// <summary>Durations as people write them: <c>30d</c>, <c>5m</c>, <c>500ms</c>, <c>1h30m</c>; whole microseconds.</summary>
public static class DurationText
{
    /// <summary>The longest accepted one: ten times 365 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("us", TimeSpan.TicksPerMicrosecond),
    ];

    internal const string Cure = "Write whole numbers with units, largest first: 30d, 5m, 500ms or 1h30m; at most 3650d.";

    /// <summary>Regular expression of the form, for schemas.</summary>
    internal const string Pattern = "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?([0-9]+us)?$";

    /// <summary>Reads a number and its unit, such as <c>15m</c>; false where a text is something else.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        long ticks = 0;
        var at = 0;
        var next = 0;
        while (at < text.Length)
        {
            var digits = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            var name = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
                at++;
            var unit = Array.FindIndex(Units, u => text.AsSpan(name, at - name).SequenceEqual(u.Name));
            if (name == digits || unit < next)
                return false;
            if (!long.TryParse(text.AsSpan(digits, name - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;
            if (count > Longest.Ticks / Units[unit].Ticks)
                return false;
            ticks += count * Units[unit].Ticks;
            next = unit + 1;
        }

        value = new TimeSpan(ticks);
        return text.Length > 0 && value <= Longest;
    }

    /// <summary>The shortest text that reads as this duration.</summary>
    public static string Format(TimeSpan value)
    {
        if (value.Ticks < TimeSpan.TicksPerMicrosecond)
            return "0s";
        var text = new StringBuilder();
        var rest = value.Ticks;
        foreach (var (name, ticks) in Units)
        {
            if (rest < ticks)
                continue;
            text.Append(rest / ticks).Append(name);
            rest %= ticks;
        }

        return text.ToString();
    }
}
