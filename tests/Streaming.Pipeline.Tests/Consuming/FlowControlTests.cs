using Streaming.Events.Time;
using Streaming.Pipeline.Consuming;

namespace Streaming.Pipeline.Tests.Consuming;

public sealed class FlowControlTests
{
    const long Mebibyte = 1 << 20;

    /// <summary>Fails where the bounds meet: each pause throws away what the client has prefetched, and reading would be nothing but
    /// pauses.</summary>
    [Fact]
    public void Between_the_bounds_it_stays_as_it_is()
    {
        var gauge = new InputGauge();
        gauge.HandedOver(8 * Mebibyte);
        FlowControl.ShouldPause(gauge).ShouldBeTrue();
        gauge.Arrived(1);
        FlowControl.ShouldPause(gauge).ShouldBeFalse();
        FlowControl.ShouldResume(gauge).ShouldBeFalse();
        gauge.Arrived((7 * Mebibyte) - 1);
        FlowControl.ShouldResume(gauge).ShouldBeTrue();
    }

    /// <summary>Fails where what has reached the merge is forgotten: it may hold rows back for hours of event time.</summary>
    [Fact]
    public void An_input_that_the_merge_holds_back_is_paused_though_nothing_is_on_its_way()
    {
        var gauge = new InputGauge { Ahead = true };
        FlowControl.ShouldPause(gauge).ShouldBeTrue();
        FlowControl.ShouldResume(gauge).ShouldBeFalse();
        gauge.Ahead = false;
        FlowControl.ShouldResume(gauge).ShouldBeTrue();
    }

    /// <summary>Fails where only bodies count: a topic of empty records would be read without bound.</summary>
    [Fact]
    public void Messages_without_a_body_weigh_something() => new ChannelInput(0, 0, [], new Timestamp(1)).Bytes.ShouldBeGreaterThan(0);
}
