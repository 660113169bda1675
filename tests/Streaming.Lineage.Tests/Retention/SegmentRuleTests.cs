using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Retention;

/// <summary>Where segments begin hangs on the batch before alone, so that any writer begins them alike.</summary>
public sealed class SegmentRuleTests
{
    static readonly LineageTail First = DatedHistory.Next(LineageTail.Start(Samples.Stream), DatedHistory.Today, snapshot: false).Tail;

    [Fact]
    public void A_stream_begins_with_a_segment_that_nothing_comes_before()
    {
        First.Header!.SegmentBefore.ShouldBeNull();
        First.Header.SegmentSince.ShouldBe(DatedHistory.Today);
    }

    /// <summary>Fails where a stream is cut at a place from which its state cannot be had.</summary>
    [Fact]
    public void The_next_one_begins_after_the_first_snapshot_of_a_later_day()
    {
        var early = DatedHistory.Next(First, DatedHistory.Today.AddMicros(1), snapshot: true).Tail;
        var tomorrow = DatedHistory.Next(early, DatedHistory.Today + DatedHistory.Day, snapshot: false).Tail;
        tomorrow.Header!.SegmentBefore!.ShouldBe(
            new SegmentLink(Samples.Stream.ToString(), 2, Convert.ToHexStringLower(early.Hash), early.Header!.Snapshot!.Hash)
        );
        tomorrow.Header.SegmentSince.ShouldBe(DatedHistory.Today + DatedHistory.Day);

        var same = DatedHistory.Next(tomorrow, (DatedHistory.Today + DatedHistory.Day).AddMicros(1), snapshot: true).Tail;
        DatedHistory
            .Next(same, (DatedHistory.Today + DatedHistory.Day).AddMicros(2), snapshot: false)
            .Tail.Header!.SegmentBefore.ShouldBeNull();
    }

    [Fact]
    public void Without_a_snapshot_the_segment_goes_on()
    {
        var later = DatedHistory.Next(First, DatedHistory.Today + 3 * DatedHistory.Day, snapshot: false).Tail;
        later.Header!.SegmentBefore.ShouldBeNull();
        later.Header.SegmentSince.ShouldBe(DatedHistory.Today);
    }

    [Fact]
    public void A_stage_without_state_needs_no_snapshot()
    {
        var header = Samples.Header() with { WrittenAt = DatedHistory.Today + DatedHistory.Day };
        var link = PreparedBatch.Create(First, header, [], segments: new SegmentRule(TimeSpan.FromDays(1), HasState: false)).Tail.Header!;
        link.SegmentBefore!.SnapshotHash.ShouldBeNull();
    }

    /// <summary>Fails where replay of a segment does not know what guards had counted once the batch before is removed.</summary>
    [Fact]
    public void It_says_what_guards_had_counted_before()
    {
        var guard = new GuardState("burst") { Clock = new Timestamp(7), Panes = [new GuardPane(7, 1, 2)] };
        var header = Samples.Header() with { WrittenAt = DatedHistory.Today, Guards = [guard] };
        var rule = new SegmentRule(TimeSpan.FromDays(1), HasState: false);
        var before = PreparedBatch.Create(First, header, [], segments: rule).Tail;
        var next = header with { WrittenAt = DatedHistory.Today + DatedHistory.Day, Guards = [] };
        PreparedBatch.Create(before, next, [], segments: rule).Tail.Header!.SegmentBefore!.Guards.ShouldBe([guard]);
    }

    /// <summary>Fails where a segment has batches of two texts: its state under the second would be none that was stored.</summary>
    [Fact]
    public void Another_text_begins_one_whose_state_is_not_stored()
    {
        var stored = DatedHistory.Next(First, DatedHistory.Today.AddMicros(1), snapshot: true).Tail;
        var link = DatedHistory.Next(stored, DatedHistory.Today.AddMicros(2), snapshot: false, text: "cd34").Tail.Header!.SegmentBefore;
        link.ShouldNotBeNull().SnapshotHash.ShouldBeNull();
    }

    /// <summary>A writer whose clock is behind makes no segments of its own.</summary>
    [Fact]
    public void An_earlier_day_begins_none()
    {
        var stored = DatedHistory.Next(First, DatedHistory.Today.AddMicros(1), snapshot: true).Tail;
        DatedHistory.Next(stored, DatedHistory.Today - 5 * DatedHistory.Day, snapshot: false).Tail.Header!.SegmentBefore.ShouldBeNull();
    }
}
