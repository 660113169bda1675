using Streaming.Pipeline.Recovery;

namespace Streaming.Pipeline.Tests.Recovery;

public sealed class SnapshotScheduleTests
{
    [Fact]
    public void A_small_state_waits_for_the_fewest_rows()
    {
        var schedule = new SnapshotSchedule(1000);
        schedule.Recorded(900);
        schedule.IsDue.ShouldBeFalse();
        schedule.Recorded(100);
        schedule.IsDue.ShouldBeTrue();
        schedule.Taken(10);
        schedule.IsDue.ShouldBeFalse();
    }

    [Fact]
    public void A_large_state_waits_for_a_share_of_its_size()
    {
        var schedule = new SnapshotSchedule(1000, since: 0, entries: 1_000_000);
        schedule.Recorded(400_000);
        schedule.IsDue.ShouldBeFalse();
        schedule.Recorded(200_000);
        schedule.IsDue.ShouldBeTrue();
    }

    [Fact]
    public void Rows_that_recovery_had_to_replay_count() => new SnapshotSchedule(1000, since: 1000).IsDue.ShouldBeTrue();

    [Fact]
    public void A_slow_stream_is_not_left_with_ever_more_batches_to_read()
    {
        var schedule = new SnapshotSchedule(1000);
        for (var batch = 0; batch < 200; batch++)
            schedule.Recorded(1);
        schedule.IsDue.ShouldBeTrue();
    }

    /// <summary>Fails where a slow stage has no segments that end, or where its stored states cost many times its rows.</summary>
    [Fact]
    public void At_the_end_of_a_segment_few_rows_will_do_but_not_few_for_a_large_state()
    {
        var schedule = new SnapshotSchedule(1_000_000);
        schedule.IsDueForSegment.ShouldBeFalse();
        schedule.Recorded(1);
        (schedule.IsDue, schedule.IsDueForSegment).ShouldBe((false, true));
        schedule.Taken(10_000);
        schedule.Recorded(4_000);
        schedule.IsDueForSegment.ShouldBeFalse();
        schedule.Recorded(1_000);
        schedule.IsDueForSegment.ShouldBeTrue();
    }

    [Fact]
    public void Batches_without_rows_are_not_read_and_do_not_count()
    {
        var schedule = new SnapshotSchedule(1);
        schedule.Recorded(0);
        schedule.IsDue.ShouldBeFalse();
    }

    [Fact]
    public void A_state_too_large_to_be_copied_is_not_asked_at_every_batch()
    {
        var schedule = new SnapshotSchedule(1000, since: 5_000_000, entries: 4_000_000);
        schedule.Taken(null);
        schedule.Recorded(2_000_000);
        schedule.IsDue.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public void What_is_written_and_what_a_restart_replays_stay_in_proportion(long state)
    {
        const int Fewest = 50_000;
        const int Batch = 500;
        var schedule = new SnapshotSchedule(Fewest);
        var (written, rows, since, mostReplayed) = (0L, 0L, 0L, 0L);
        while (rows < 20_000_000)
        {
            schedule.Recorded(Batch);
            (rows, since) = (rows + Batch, since + Batch);
            // What a restart at the worst moment replays, once the first snapshot has told how large the state is.
            if (written > 0)
                mostReplayed = Math.Max(mostReplayed, since);
            if (!schedule.IsDue)
                continue;
            schedule.Taken(state);
            written += state;
            since = 0;
        }

        ((double)written / rows).ShouldBeLessThan(2.2);
        mostReplayed.ShouldBeLessThan(Math.Max(Fewest, state / 2) + Batch);
    }
}
