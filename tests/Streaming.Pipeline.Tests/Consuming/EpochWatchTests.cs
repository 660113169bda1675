using Streaming.Events.Time;
using Streaming.Pipeline.Consuming;

namespace Streaming.Pipeline.Tests.Consuming;

/// <summary>Seconds read as milliseconds lie in January 1970, all of them; other times do not.</summary>
public sealed class EpochWatchTests
{
    /// <summary>2024-05-01 10:00 in seconds, taken for milliseconds.</summary>
    const long Mistaken = 1_714_557_600_000;

    const long Right = Mistaken * 1000;

    int _said;

    [Fact]
    public void A_topic_of_seconds_is_told_once()
    {
        var watch = new EpochWatch(() => _said++);
        watch.Look([]);
        _said.ShouldBe(0, "nothing has come yet");
        watch.Look([new Timestamp(Mistaken), new Timestamp(Mistaken + 1000)]);
        watch.Look([new Timestamp(Mistaken + 2000)]);
        _said.ShouldBe(1);
    }

    [Theory]
    [InlineData(Right, Right)]
    [InlineData(Mistaken, Right)]
    [InlineData(0L, Mistaken)]
    [InlineData(31L * 86_400_000_000, Mistaken)]
    [InlineData(-1L, Mistaken)]
    public void Other_times_are_not(long first, long second)
    {
        var watch = new EpochWatch(() => _said++);
        watch.Look([new Timestamp(first), new Timestamp(second)]);
        watch.Look([new Timestamp(Mistaken)]);
        _said.ShouldBe(0);
    }
}
