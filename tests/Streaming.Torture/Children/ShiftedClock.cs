using System.Globalization;

namespace Streaming.Torture.Children;

/// <summary>A clock that shows another time than it is, and jumps when told to; what it measures goes on as it should, as on a real
/// machine.</summary>
sealed class ShiftedClock(TimeSpan shift) : TimeProvider
{
    const string Word = "clock ";

    long _shift = shift.Ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _shift));

    /// <summary>What is said to the process to make its clock jump.</summary>
    public static string Order(TimeSpan shift) => string.Create(CultureInfo.InvariantCulture, $"{Word}{shift.Ticks}");

    /// <summary>Follows such an order.</summary>
    public void Hear(string line)
    {
        if (line.StartsWith(Word, StringComparison.Ordinal))
            Interlocked.Exchange(ref _shift, long.Parse(line.AsSpan(Word.Length), CultureInfo.InvariantCulture));
    }
}
