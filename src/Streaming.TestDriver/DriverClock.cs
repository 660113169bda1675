using Streaming.Events.Time;

namespace Streaming.TestDriver;

/// <summary>A clock that moves only when told.</summary>
sealed class DriverClock(DateTimeOffset now) : TimeProvider
{
    DateTimeOffset _now = now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public Timestamp Now => Timestamp.From(_now);

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public void Pass(TimeSpan time) => _now += time;
}
