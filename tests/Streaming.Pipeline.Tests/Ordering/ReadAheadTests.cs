using Streaming.Events.Time;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using static Streaming.Pipeline.Tests.Ordering.Items;

namespace Streaming.Pipeline.Tests.Ordering;

public sealed class ReadAheadTests
{
    static readonly OrderModel Order = new() { Drift = TimeSpan.FromMicroseconds(100) };
    readonly ManualTime _time = new();

    [Fact]
    public void An_input_far_ahead_with_much_in_memory_is_paused_until_little_is_left()
    {
        var merge = Merge();
        Add(merge, 1, ReadAhead.LowBytes, Mark(0, 0));
        Add(merge, 0, ReadAhead.LowBytes, Mark(0, 0), Row(1, 50, "a"), Row(2, 140, "b"));
        merge.IsAhead(0).ShouldBeTrue();
        merge.IsAhead(1).ShouldBeFalse();
        Add(merge, 1, 0, Row(1, 100, "c"), Mark(2, 100));
        merge.Take(100)!.RowCount.ShouldBe(1);
        // Less ahead than the bound now, but paused stays paused while the memory is held.
        merge.IsAhead(0).ShouldBeTrue();
        Add(merge, 1, 0, Mark(3, 200));
        merge.Take(100);
        merge.IsAhead(0).ShouldBeFalse();
    }

    [Fact]
    public void An_input_far_ahead_with_little_in_memory_reads_on()
    {
        var merge = Merge();
        Add(merge, 1, 0, Mark(0, 0));
        Add(merge, 0, ReadAhead.LowBytes - 1, Mark(0, 0), Row(1, 50, "a"), Row(2, 140, "b"));
        merge.IsAhead(0).ShouldBeFalse();
    }

    [Fact]
    public void The_input_everybody_waits_for_is_never_paused()
    {
        var merge = Merge();
        Add(merge, 0, ReadAhead.HighBytes, Row(0, 5, "a"), Row(1, 5, "b"), Mark(2, 5));
        Add(merge, 1, ReadAhead.HighBytes, Row(0, 7, "c"), Row(1, 8, "d"), Mark(2, 9));
        merge.Take(100).ShouldBeNull();
        merge.IsAhead(0).ShouldBeFalse();
        merge.IsAhead(1).ShouldBeTrue();
    }

    [Fact]
    public void An_input_that_is_paused_is_not_taken_for_silent()
    {
        var merge = Merge();
        Add(merge, 0, ReadAhead.HighBytes, Row(0, 5, "a"), Row(1, 6, "b"));
        Add(merge, 1, 0, Mark(0, 100));
        merge.Take(100)!.RowCount.ShouldBe(1);
        Add(merge, 0, ReadAhead.HighBytes, Row(2, 200, "c"), Row(3, 210, "d"));
        Add(merge, 1, 0, Row(1, 105, "e"));
        merge.Take(100);
        merge.IsAhead(0).ShouldBeTrue();
        _time.Pass(TimeSpan.FromHours(1));
        Add(merge, 1, 0, Row(2, 300, "f"), Mark(3, 400));
        merge.Take(100)!.Clock.ShouldBe(new Timestamp(210));
    }

    [Fact]
    public void Rows_of_one_time_that_fill_the_memory_leave_without_waiting_for_the_rest()
    {
        var merge = Merge();
        Add(merge, 1, 0, Mark(0, 9));
        Add(merge, 0, 3 * ReadAhead.HighBytes, Mark(0, 0), Row(1, 5, "a"), Row(2, 5, "b"));
        merge.Take(100).ShouldBeNull();
        Add(merge, 0, 2 * ReadAhead.HighBytes, Row(3, 5, "c"));
        merge.Take(100)!.RowCount.ShouldBe(3);
    }

    EventTimeMerge Merge() => new([Input(RowContent.Events, 0), Input(RowContent.Events, 1)], Order, _time);

    static void Add(EventTimeMerge merge, int input, long bytes, params Item[] items) =>
        merge.Add(input, Slice(items) with { Bytes = bytes });
}
