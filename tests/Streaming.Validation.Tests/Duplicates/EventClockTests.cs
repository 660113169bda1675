using Streaming.Events.Time;
using Streaming.Validation.Duplicates;

namespace Streaming.Validation.Tests.Duplicates;

public sealed class EventClockTests
{
    [Theory]
    [InlineData(new long[] { 5 }, null)]
    [InlineData(new long[] { 5, 7 }, 7L)]
    [InlineData(new long[] { 7, 5 }, 7L)]
    [InlineData(new long[] { 1000, 5 }, 5L)]
    [InlineData(new long[] { 1000, 5, 6 }, 6L)]
    [InlineData(new long[] { 5, 6, 1000 }, 6L)]
    [InlineData(new long[] { 5, 6, 1000, 7 }, 7L)]
    [InlineData(new long[] { 5, 6, 1000, 7, 2000 }, 7L)]
    [InlineData(new long[] { 5, 6, 1000, 1003 }, 1003L)]
    [InlineData(new long[] { 5, 6, 1000, 5000 }, 1000L)]
    [InlineData(new long[] { 5, 6, 1000, 5000, 5001 }, 5001L)]
    [InlineData(new long[] { 5, 6, 3, 2 }, 6L)]
    public void A_jump_beyond_the_drift_needs_a_second_row(long[] times, long? expected)
    {
        var clock = new EventClock(drift: 10);
        foreach (var time in times)
            clock.Observe(new Timestamp(time));
        (clock.Time?.Micros).ShouldBe(expected);
    }
}
