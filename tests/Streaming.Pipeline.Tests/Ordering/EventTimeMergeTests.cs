using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Pipeline.Ordering;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using static Streaming.Pipeline.Tests.Ordering.Items;

namespace Streaming.Pipeline.Tests.Ordering;

public sealed class EventTimeMergeTests
{
    static readonly OrderModel Order = new()
    {
        Drift = TimeSpan.FromMicroseconds(100),
        MaxWait = TimeSpan.FromSeconds(1),
        PublisherTimeout = TimeSpan.FromSeconds(10),
    };
    readonly ManualTime _time = new();
    readonly Output _output = new();

    [Fact]
    public void Rows_leave_in_event_time_order_up_to_what_every_input_has_reached()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(0, Slice(Row(0, 1, "a"), Row(1, 5, "b"), Row(2, 9, "c")));
        Released(merge).ShouldBeEmpty();
        merge.Add(1, Slice(Row(0, 3, "d"), Row(1, 6, "e")));
        Released(merge).ShouldBe(["1:a", "3:d", "5:b"]);
        merge.Clock.ShouldBe(new Timestamp(6));
        merge.Add(1, Slice(Mark(2, 20)));
        Released(merge).ShouldBe(["6:e"]);
        merge.Clock.ShouldBe(new Timestamp(9));
    }

    [Fact]
    public void Rows_of_one_time_leave_together_labels_first_then_by_id_numerals_as_numbers()
    {
        var merge = Merge(Events(0), Events(1), Labels(0));
        merge.Add(0, Slice(Row(0, 5, "10"), Row(1, 5, "9"), Row(2, 7, "x"), Mark(3, 8)));
        merge.Add(2, Slice(Row(0, 5, "l2"), Row(1, 5, "l1"), Mark(2, 8)));
        merge.Add(1, Slice(Row(0, 5, "7"), Mark(1, 5)));
        Released(merge).ShouldBeEmpty();
        merge.Add(1, Slice(Mark(2, 6)));
        Released(merge, maxRows: 1).ShouldBe(["L5:l1", "L5:l2", "5:7", "5:9", "5:10"]);
    }

    [Fact]
    public void A_row_older_than_its_input_has_reached_is_late_and_takes_the_place_of_the_row_before_it()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(0, Slice(Row(0, 5, "a"), Row(1, 3, "b"), Row(2, 8, "c"), Mark(3, 50)));
        merge.Add(1, Slice(Row(0, 4, "d"), Row(1, 6, "e"), Mark(2, 50)));
        Released(merge).ShouldBe(["4:d", "5:a", "3:b:Late", "6:e", "8:c"]);
    }

    [Fact]
    public void A_row_older_than_its_inputs_watermark_is_late()
    {
        var merge = Merge(Events(0));
        merge.Add(0, Slice(Mark(0, 10), Row(1, 7, "a"), Row(2, 12, "b"), Mark(3, 20)));
        Released(merge).ShouldBe(["7:a:Late", "12:b"]);
    }

    [Fact]
    public void A_row_far_ahead_of_both_its_neighbours_is_early_and_stops_nobody()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(0, Slice(Row(0, 5, "a"), Row(1, 2_100_000, "b"), Row(2, 8, "c"), Mark(3, 50)));
        merge.Add(1, Slice(Row(0, 6, "d"), Mark(1, 50)));
        Released(merge).ShouldBe(["5:a", "2100000:b:Early", "6:d", "8:c"]);
        merge.Clock.ShouldBe(new Timestamp(50));
    }

    [Fact]
    public void A_gap_that_the_next_row_confirms_is_time_going_on()
    {
        var merge = Merge(Events(0));
        merge.Add(0, Slice(Row(0, 5, "a"), Row(1, 900, "b")));
        Released(merge).ShouldBeEmpty();
        merge.Clock.ShouldBe(new Timestamp(5));
        merge.Add(0, Slice(Row(2, 910, "c")));
        Released(merge).ShouldBe(["5:a", "900:b"]);
    }

    [Fact]
    public void A_gap_that_a_watermark_confirms_is_time_going_on()
    {
        var merge = Merge(Events(0));
        merge.Add(0, Slice(Row(0, 5, "a"), Row(1, 900, "b"), Mark(2, 6), Mark(3, 850)));
        Released(merge).ShouldBe(["5:a"]);
        merge.Add(0, Slice(Mark(4, 901)));
        Released(merge).ShouldBe(["900:b"]);
    }

    [Fact]
    public void The_first_row_of_an_input_is_judged_by_the_next()
    {
        var merge = Merge(Events(0));
        merge.Add(0, Slice(Row(0, 1_000_000, "a")));
        Released(merge).ShouldBeEmpty();
        merge.Add(0, Slice(Row(1, 7, "b"), Row(2, 9, "c"), Mark(3, 10)));
        Released(merge).ShouldBe(["1000000:a:Early", "7:b", "9:c"]);
    }

    [Fact]
    public void A_channel_takes_over_what_its_upstream_judged()
    {
        var merge = Merge(Input(RowContent.Events, 0, InputKind.Channel));
        merge.Add(0, Message(0, [Row(0, 5, "a"), Row(0, 900, "b") with { Flags = RowFlags.Early }, Row(0, 7, "c"), Row(0, 800, "d")], 801));
        Released(merge).ShouldBe(["5:a", "900:b:Early", "7:c", "800:d"]);
        merge.Clock.ShouldBe(new Timestamp(801));
    }

    [Fact]
    public void A_channel_that_says_nothing_is_waited_for()
    {
        var merge = Merge(Events(0), Input(RowContent.Events, 1, InputKind.Channel));
        merge.Add(0, Slice(Row(0, 5, "a"), Row(1, 6, "b")));
        _time.Pass(TimeSpan.FromHours(1));
        Released(merge).ShouldBeEmpty();
    }

    [Fact]
    public void An_input_without_watermarks_holds_the_others_back_for_max_wait()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(0, Slice(Row(0, 5, "a"), Row(1, 6, "b"), Mark(2, 10)));
        merge.End(1);
        _time.Pass(TimeSpan.FromMilliseconds(999));
        merge.End(1);
        Released(merge).ShouldBeEmpty();
        merge.Wait.ShouldBe(TimeSpan.FromMilliseconds(1));
        merge.AsksForEnd(1).ShouldBeFalse();
        _time.Pass(TimeSpan.FromMilliseconds(1));
        Released(merge).ShouldBeEmpty();
        merge.AsksForEnd(1).ShouldBeTrue();
        merge.End(1);
        Released(merge).ShouldBe(["5:a", "6:b"]);
        merge.Wait.ShouldBeNull();
        merge.AsksForEnd(1).ShouldBeFalse();
        merge.Add(1, Slice(Row(0, 3, "c"), Mark(1, 4)));
        Released(merge).ShouldBe(["3:c:Late"]);
    }

    [Fact]
    public void A_backlog_is_not_silence_however_long_it_takes_to_come()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(0, Slice(Row(0, 5, "a"), Row(1, 9, "b"), Mark(2, 10)));
        merge.Add(1, Slice(Row(0, 2, "x")));
        _time.Pass(TimeSpan.FromHours(1));
        Released(merge).ShouldBeEmpty();
        merge.Wait.ShouldBeNull();
        merge.Add(1, Slice(Row(1, 4, "y"), Row(2, 7, "z")));
        merge.End(1);
        Released(merge).ShouldBe(["2:x", "4:y", "5:a"]);
        merge.Wait.ShouldBe(TimeSpan.FromSeconds(1));
        Quiet(merge, 1, TimeSpan.FromSeconds(1));
        Released(merge).ShouldBe(["7:z", "9:b"]);
    }

    [Fact]
    public void An_input_that_keeps_up_is_silent_by_its_own_clock_though_it_is_never_long_at_its_end()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(1, Slice(Row(0, 1, "x")));
        merge.End(1);
        for (var i = 0; i < 10; i++)
        {
            merge.Add(0, Slice(Row(i, 10 + i, "a" + i), Mark(100 + i, 10 + i)));
            merge.End(0);
            _time.Pass(TimeSpan.FromMilliseconds(150));
            merge.End(1);
        }
        Released(merge).Count.ShouldBe(10);
    }

    [Fact]
    public void A_publisher_that_was_killed_after_a_watermark_holds_back_until_its_time_out()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(1, Slice(Mark(0, 3)));
        merge.End(1);
        merge.Add(0, Slice(Row(0, 5, "a"), Row(1, 6, "b"), Mark(2, 10)));
        Quiet(merge, 1, TimeSpan.FromSeconds(9));
        Released(merge).ShouldBeEmpty();
        Quiet(merge, 1, TimeSpan.FromSeconds(1));
        Released(merge).ShouldBe(["5:a", "6:b"]);
    }

    [Fact]
    public void A_partition_that_was_never_written_to_says_that_nobody_is_to_wait()
    {
        var merge = Merge(Events(0), Events(1));
        merge.End(0);
        merge.End(1);
        merge.TakeProgress().ShouldBeNull();
        Quiet(merge, 0, TimeSpan.FromSeconds(1));
        merge.End(1);
        merge.TakeProgress()!.Idle.ShouldBeTrue();
        merge.TakeProgress().ShouldBeNull();
    }

    [Fact]
    public void A_watermark_far_ahead_is_not_believed_alone()
    {
        var merge = Merge(Events(0));
        merge.Add(0, Slice(Mark(0, 1), Row(1, 5, "a"), Mark(2, 2_100_000), Row(3, 8, "b"), Row(4, 9, "c"), Mark(5, 20)));
        Released(merge).ShouldBe(["5:a", "8:b", "9:c"]);
        merge.Clock.ShouldBe(new Timestamp(20));
    }

    [Fact]
    public void A_watermark_far_ahead_that_the_next_row_or_watermark_confirms_is_time_going_on()
    {
        var merge = Merge(Events(0));
        merge.Add(0, Slice(Row(0, 5, "a"), Mark(1, 6), Mark(2, 900), Row(3, 910, "b"), Mark(4, 5000)));
        Released(merge).ShouldBe(["5:a"]);
        merge.Clock.ShouldBe(new Timestamp(910));
        merge.Add(0, Slice(Mark(5, 5010)));
        Released(merge).ShouldBe(["910:b"]);
        merge.Clock.ShouldBe(new Timestamp(5010));
    }

    [Fact]
    public void Rows_from_beyond_the_latest_time_do_not_confirm_each_other()
    {
        var merge = Merge(Events(0));
        merge.Add(
            0,
            Slice(Row(0, 5, "a"), Row(1, 2_100_000, "x"), Row(2, 2_100_001, "y"), Row(3, 8, "b"), Mark(4, 20)) with
            {
                Latest = new Timestamp(1_000),
            }
        );
        Released(merge).ShouldBe(["5:a", "2100000:x:Early", "2100001:y:Early", "8:b"]);
        merge.Clock.ShouldBe(new Timestamp(20));
    }

    [Fact]
    public void An_idle_input_holds_nobody_back_until_it_speaks_again()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(1, Slice(Row(0, 2, "x"), Mark(1, 3), Idle(2)));
        merge.Add(0, Slice(Row(0, 5, "a"), Row(1, 6, "b"), Mark(2, 10)));
        Released(merge).ShouldBe(["2:x"]);
        merge.End(1);
        Released(merge).ShouldBe(["5:a", "6:b"]);
        merge.Add(1, Slice(Mark(3, 12)));
        merge.Add(0, Slice(Row(3, 15, "c"), Mark(4, 20)));
        Released(merge).ShouldBeEmpty();
        merge.Add(1, Slice(Idle(4)));
        merge.End(1);
        Released(merge).ShouldBe(["15:c"]);
    }

    [Fact]
    public void After_everything_was_quiet_idle_inputs_get_max_wait_to_speak_up()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(0, Slice(Idle(0)));
        merge.Add(1, Slice(Idle(0)));
        merge.Idle.ShouldBeFalse();
        merge.End(0);
        merge.End(1);
        merge.Idle.ShouldBeTrue();
        _time.Pass(TimeSpan.FromHours(1));
        merge.Add(0, Slice(Row(1, 5, "a"), Mark(2, 10)));
        Released(merge).ShouldBeEmpty();
        merge.Idle.ShouldBeFalse();
        Quiet(merge, 1, TimeSpan.FromSeconds(1));
        Released(merge).ShouldBe(["5:a"]);
    }

    [Fact]
    public void Rejected_rows_wait_for_no_watermark_and_move_none()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(0, Slice(Rejected(0), Row(1, 5, "a"), Rejected(2), Row(3, 6, "b")));
        Released(merge).ShouldBeEmpty();
        _output.Rejected.ShouldBe([0]);
        merge.Clock.ShouldBe(Timestamp.Beginning);
        merge.Add(1, Slice(Mark(0, 6)));
        Released(merge).ShouldBe(["5:a"]);
        _output.Rejected.ShouldBe([0, 2]);
        _output.Cuts[^1].Batch.Positions[0].NextOffset.ShouldBe(3);
    }

    [Fact]
    public void A_flood_of_rejected_rows_is_cut_into_batches()
    {
        var merge = Merge(Events(0));
        for (var i = 0; i < 10; i++)
            merge.Add(0, Slice(Rejected(2 * i), Rejected((2 * i) + 1)));
        merge.Take(4)!.RowCount.ShouldBe(4);
        merge.Take(100)!.RowCount.ShouldBe(16);
    }

    [Fact]
    public void Progress_without_rows_is_told_once()
    {
        var merge = Merge(Events(0));
        merge.TakeProgress().ShouldBeNull();
        merge.Add(0, Slice(Mark(0, 10)));
        merge.Take(100).ShouldBeNull();
        var progress = merge.TakeProgress()!;
        progress.Clock.ShouldBe(new Timestamp(10));
        progress.Positions[0].ShouldBe(new InputPosition("Events", 0, 1) { Reached = new Timestamp(10), Watermarked = true });
        merge.TakeProgress().ShouldBeNull();
    }

    [Fact]
    public void A_position_holds_what_the_taken_rows_reached_and_that_the_input_spoke_again()
    {
        var merge = Merge(Events(0), Events(1));
        merge.Add(1, Slice(Mark(0, 1)));
        merge.Add(0, Slice(Mark(0, 1), Idle(1)));
        merge.End(0);
        Released(merge).ShouldBeEmpty();
        merge.TakeProgress()!.Positions[0].Idle.ShouldBeTrue();
        merge.Add(1, Slice(Mark(1, 50)));
        merge.Add(0, Slice(Row(2, 5, "a"), Row(3, 9, "b"), Row(4, 60, "c")));
        Released(merge).ShouldBe(["5:a", "9:b"]);
        _output.Cuts[^1].Batch.Positions[0].ShouldBe(new InputPosition("Events", 0, 4) { Reached = new Timestamp(9), Watermarked = true });
    }

    [Fact]
    public void A_restored_input_judges_its_next_rows_by_what_it_had_reached()
    {
        var start = new InputPosition("Events", 0, 7) { Reached = new Timestamp(500), Watermarked = true };
        var merge = new EventTimeMerge([Input(RowContent.Events, 0, start: start), Events(1)], Order, _time, clock: new Timestamp(400));
        merge.Add(0, Slice(Row(7, 450, "a"), Row(8, 900, "b"), Row(9, 510, "c"), Mark(10, 600)));
        merge.Add(1, Slice(Row(0, 480, "d"), Mark(1, 570)));
        Released(merge).ShouldBe(["480:d", "450:a:Late", "900:b:Early", "510:c"]);
    }

    static MergeInput Events(int partition) => Input(RowContent.Events, partition);

    static MergeInput Labels(int partition) => Input(RowContent.Labels, partition);

    EventTimeMerge Merge(params MergeInput[] inputs) => new(inputs, Order, _time);

    void Quiet(EventTimeMerge merge, int input, TimeSpan time)
    {
        _time.Pass(time);
        merge.End(input);
    }

    List<string> Released(EventTimeMerge merge, int maxRows = 1000)
    {
        var before = _output.Rows.Count;
        if (merge.Take(maxRows) is { } batch)
            _output.Add(batch);
        return _output.Rows[before..];
    }
}
