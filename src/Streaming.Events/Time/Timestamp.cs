using System.Globalization;
using System.Text.Json.Serialization;

namespace Streaming.Events.Time;

/// <summary>
/// A point in event, arrival or record time: microseconds since 1970-01-01 UTC, on a line without leap seconds. Nothing but a time is one,
/// so that an offset, a version or a length of time cannot be taken for it. It is one int64, as Arrow columns of times have them.
/// </summary>
/// <param name="Micros">Microseconds since 1970-01-01 UTC; negative before.</param>
[JsonConverter(typeof(TimestampJson))]
public readonly record struct Timestamp(long Micros) : IComparable<Timestamp>
{
    const long MicrosOfMillisecond = 1_000;

    /// <summary>Before every time there is: nothing is known yet, or no bound is set below.</summary>
    public static Timestamp Beginning => new(long.MinValue);

    /// <summary>After every time there is: nothing is waited for any more, or no bound is set above.</summary>
    public static Timestamp End => new(long.MaxValue);

    /// <summary>1970-01-01T00:00:00Z.</summary>
    public static Timestamp Epoch => default;

    /// <summary>Whether it lies in the years 1 to 9999, which a calendar has.</summary>
    public bool IsInCalendar => Micros is >= IsoTime.MinMicroseconds and <= IsoTime.MaxMicroseconds;

    /// <summary>Now, to the millisecond as Kafka has it.</summary>
    public static Timestamp Now(TimeProvider time) => FromUnixMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>A moment as the platform has it; what is less than a microsecond is cut off.</summary>
    public static Timestamp From(DateTimeOffset moment) =>
        new(Floor(moment.UtcTicks - DateTime.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond));

    /// <summary>A moment as Kafka has it. A producer may write any number there: one of a time that is too far away is the end or the
    /// beginning of time.</summary>
    public static Timestamp FromUnixMilliseconds(long milliseconds) =>
        milliseconds > long.MaxValue / MicrosOfMillisecond ? End
        : milliseconds < long.MinValue / MicrosOfMillisecond ? Beginning
        : new(milliseconds * MicrosOfMillisecond);

    /// <summary>The later of two.</summary>
    public static Timestamp Max(Timestamp one, Timestamp other) => one.Micros >= other.Micros ? one : other;

    /// <summary>The earlier of two.</summary>
    public static Timestamp Min(Timestamp one, Timestamp other) => one.Micros <= other.Micros ? one : other;

    /// <summary>Whether one is earlier.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Micros < right.Micros;

    /// <summary>Whether one is later.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Micros > right.Micros;

    /// <summary>Whether one is no later.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Micros <= right.Micros;

    /// <summary>Whether one is no earlier.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Micros >= right.Micros;

    /// <summary>So much later; what is less than a microsecond is cut off.</summary>
    /// <exception cref="OverflowException">There is no such time.</exception>
    public static Timestamp operator +(Timestamp time, TimeSpan span) => time.AddMicros(span.Micros());

    /// <summary>So much earlier; what is less than a microsecond is cut off.</summary>
    /// <exception cref="OverflowException">There is no such time.</exception>
    public static Timestamp operator -(Timestamp time, TimeSpan span) => time.AddMicros(-span.Micros());

    /// <summary>How much later one is than the other.</summary>
    /// <exception cref="OverflowException">It is more than a <see cref="TimeSpan"/> can be, about 29,000 years.</exception>
    public static TimeSpan operator -(Timestamp later, Timestamp earlier)
    {
        var micros = later.MicrosSince(earlier);
        const long Most = long.MaxValue / TimeSpan.TicksPerMicrosecond;
        return micros is >= -Most and <= Most
            ? new TimeSpan(micros * TimeSpan.TicksPerMicrosecond)
            : throw new OverflowException($"From {earlier} to {later} is more than a length of time can be.");
    }

    /// <summary>Later by a number of microseconds, earlier where it is negative.</summary>
    /// <exception cref="OverflowException">There is no such time.</exception>
    public Timestamp AddMicros(long micros)
    {
        var sum = unchecked(Micros + micros);
        return Overflows(sum, micros) ? throw Overflow(micros) : new(sum);
    }

    /// <summary>Later by a length of time, and no later than <see cref="End"/>; <see cref="Beginning"/> stays what it is.</summary>
    /// <param name="micros">Microseconds, not negative.</param>
    public Timestamp Later(long micros)
    {
        var sum = unchecked(Micros + micros);
        return Micros == long.MinValue ? this
            : Overflows(sum, micros) ? End
            : new(sum);
    }

    /// <inheritdoc cref="Later(long)"/>
    /// <param name="span">Not negative.</param>
    public Timestamp Later(TimeSpan span) => Later(span.Micros());

    /// <summary>Earlier by a length of time, and no earlier than <see cref="Beginning"/>; <see cref="End"/> stays what it is.</summary>
    /// <param name="micros">Microseconds, not negative.</param>
    public Timestamp Earlier(long micros)
    {
        var difference = unchecked(Micros - micros);
        return Micros == long.MaxValue ? this
            : Overflows(difference, -micros) ? Beginning
            : new(difference);
    }

    /// <inheritdoc cref="Earlier(long)"/>
    /// <param name="span">Not negative.</param>
    public Timestamp Earlier(TimeSpan span) => Earlier(span.Micros());

    /// <summary>Microseconds from another time to this, negative where this is the earlier; where int64 has no such number, the one next
    /// to it.</summary>
    public long MicrosSince(Timestamp earlier)
    {
        var difference = unchecked(Micros - earlier.Micros);
        if (((Micros ^ earlier.Micros) & (Micros ^ difference)) >= 0)
            return difference;
        return Micros < 0 ? long.MinValue : long.MaxValue;
    }

    /// <summary>Beginning of the pane that it lies in, where panes of so many microseconds follow each other from 1970 both ways.</summary>
    /// <param name="pane">Microseconds, above 0.</param>
    public Timestamp Floor(long pane)
    {
        var rest = Micros % pane;
        return new(Micros - (rest < 0 ? rest + pane : rest));
    }

    /// <summary>Milliseconds since 1970, rounded down: as Kafka has it.</summary>
    public long ToUnixMilliseconds() => Floor(Micros, MicrosOfMillisecond);

    /// <summary>As the platform has it.</summary>
    /// <exception cref="OverflowException">It is not in the years 1 to 9999.</exception>
    public DateTimeOffset ToDateTimeOffset() =>
        IsInCalendar
            ? DateTimeOffset.UnixEpoch.AddTicks(Micros * TimeSpan.TicksPerMicrosecond)
            : throw new OverflowException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Micros} µs since 1970 are not in the years 1 to 9999, which a date can be in."
                )
            );

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Micros.CompareTo(other.Micros);

    /// <summary>ISO 8601 in UTC, with as many digits of a second as are needed; outside of the years 1 to 9999, the nearest time in
    /// them.</summary>
    public override string ToString() => IsoTime.Format(this);

    static long Floor(long value, long divisor) => IsoTime.FloorDivide(value, divisor);

    // Two of one sign have a sum of the other.
    bool Overflows(long sum, long micros) => ((Micros ^ sum) & (micros ^ sum)) < 0;

    OverflowException Overflow(long micros) =>
        new(string.Create(CultureInfo.InvariantCulture, $"There is no time {micros} µs after {Micros} µs since 1970."));
}
