using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Following;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Snapshots;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;

namespace Streaming.Lineage.Tests.Retention;

/// <summary>What is older than it has to be kept goes by whole segments; all that stays is as whole as before.</summary>
public sealed class LineageRetentionTests(DatabaseFixture database)
{
    const int Days = 8;
    static readonly string Topology = Samples.Stream.Topology;

    /// <summary>First version of a day of <see cref="DatedHistory"/>.</summary>
    static long FirstOf(int daysAgo) => (Days - daysAgo) * DatedHistory.PerDay + 1;

    [Fact]
    public async Task Whole_segments_go_and_what_stays_is_verified_from_there()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var whole = await history.Store.ReadTailAsync(Samples.Stream);
        (await new LineageRetention(history.Store, TimeProvider.System).PlanAsync(DatedHistory.Keep(4))).IsEmpty.ShouldBeFalse();
        (await history.Store.ReadAsync(Samples.Stream, 1, 1).CountAsync()).ShouldBe(1);

        var report = await history.RemoveAsync(DatedHistory.Keep(4));

        // The day before the limit is not over: a segment goes once its last batch is too old.
        report
            .Plan.Streams.Select(s => (s.Stream, s.From, s.First))
            .ShouldBe([(Samples.Stream, 1L, FirstOf(4)), (DatedHistory.Other, 1L, FirstOf(4))]);
        var cut = report.Statement.ShouldNotBeNull().Streams[0];
        (cut.Removed.Batches, cut.Removed.Rows, cut.Before.Rows).ShouldBe((FirstOf(4) - 1, 2 * (FirstOf(4) - 1), 2 * (FirstOf(4) - 1)));
        (report.Statement.By, report.Statement.Why, report.Statement.Keep).ShouldBe(("anna", "the rule", "4d"));
        (await history.Store.ReadAsync(Samples.Stream, 1, long.MaxValue).Select(b => b.Version).FirstAsync()).ShouldBe(FirstOf(4));
        var verified = await history.VerifyAsync();
        verified.IsSound.ShouldBeTrue(string.Join("; ", verified.Faults.Select(f => f.Message)));
        verified.Streams[0].Cut!.Cut.First.ShouldBe(FirstOf(4));
        var summary = (await history.Store.ListStreamsAsync(Topology))[0];
        (summary.Version, summary.Totals.Rows).ShouldBe((whole!.Version, whole.Header!.Totals.Rows));
        (await history.RemoveAsync(DatedHistory.Keep(4))).Statement.ShouldBeNull();
    }

    [Fact]
    public async Task A_second_removal_goes_on_from_the_first()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        await history.RemoveAsync(DatedHistory.Keep(6));

        var second = await history.RemoveAsync(DatedHistory.Keep(2));

        var cut = second.Statement!.Streams[0];
        (cut.From, cut.First).ShouldBe((FirstOf(6), FirstOf(2)));
        (cut.Removed.Rows, cut.Before.Rows).ShouldBe((2 * (FirstOf(2) - FirstOf(6)), 2 * (FirstOf(2) - 1)));
        await history.ShouldBeSoundAsync();
        (await history.Store.Cuts.ReadAsync(Topology)).Removed(Samples.Stream, 3)!.Cut.First.ShouldBe(FirstOf(6));
    }

    [Fact]
    public async Task Appends_lookups_and_the_index_go_on()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        await history.RemoveAsync(DatedHistory.Keep(4));
        await history.AppendDayAsync((await history.Store.ReadTailAsync(Samples.Stream))!, 0);

        (await history.Store.FindAsync(Topology, "P0-3")).ShouldBeEmpty();
        (await history.Store.RecordsAsync(Topology, $"P0-{2 * FirstOf(4)}")).ShouldHaveSingleItem();
        (await history.Store.RecordAsync(new LineageId(Samples.Stream, 2, 0))).ShouldBeNull();
        (await new IndexRebuild(history.Store).RebuildAsync(Samples.Stream)).ShouldBeGreaterThan(0);
        await history.ShouldBeSoundAsync();
    }

    /// <summary>Fails where the merged filter over batches that go and batches that stay leaves the latter unfound.</summary>
    [Fact]
    public async Task A_merged_filter_that_is_cut_through_is_made_anew()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var tail = (await history.Store.ReadTailAsync(Samples.Stream))!;
        await history.AppendAsync(
            PreparedBatch.Create(
                tail,
                Samples.Header() with
                {
                    WrittenAt = DatedHistory.Today,
                    Watermark = DatedHistory.Today,
                },
                [new LineageTable(TableNames.Rows, Samples.Rows(100_000, 70_000, features: 0, prefix: "big-"))]
            )
        );
        await history.Store.IndexIdleAsync();
        await history.ShouldBeSoundAsync();

        await history.RemoveAsync(DatedHistory.Keep(4));

        await history.ShouldBeSoundAsync();
        (await history.Store.FindAsync(Topology, $"P0-{2 * FirstOf(3)}")).ShouldHaveSingleItem();
        (await history.Store.FindAsync(Topology, "big-100007")).ShouldHaveSingleItem();
    }

    /// <summary>Fails where the state that replay of what stays begins from goes with what it was made of.</summary>
    [Fact]
    public async Task The_state_at_the_beginning_of_every_segment_stays_and_no_other()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var all = (await history.Store.Snapshots.StoredAsync(Samples.Stream, CancellationToken.None)).Select(s => s.Version).ToList();
        all.ShouldBe(Enumerable.Range(0, Days).Select(d => FirstOf(d) - 1).Reverse());

        await history.RemoveAsync(DatedHistory.Keep(4));

        var kept = (await history.Store.Snapshots.StoredAsync(Samples.Stream, CancellationToken.None)).Select(s => s.Version).ToList();
        kept.ShouldBe(all.Where(v => v >= FirstOf(4) - 1));
        var cut = (await history.Store.Cuts.ReadAsync(Topology)).Of(Samples.Stream)!.Cut;
        var state = await history.Store.ReadSnapshotAsync(Samples.Stream, new SnapshotReference(cut.First - 1, cut.Snapshot!));
        BitConverter.ToInt64(state).ShouldBe(cut.First - 1);
    }

    [Fact]
    public async Task A_checkpoint_of_before_still_holds_and_evidence_of_what_is_gone_is_refused()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var builder = new CheckpointBuilder(history.Store, TimeProvider.System);
        var before = (await builder.BuildAsync(Topology)).Sign(history.Key);
        await history.RemoveAsync(DatedHistory.Keep(4), archive: null);
        await history.ShouldBeSoundAsync(before.Content);

        var removed = await Should.ThrowAsync<LineageRemovedException>(() =>
            new EvidenceBuilder(history.Store).BuildAsync(new LineageId(Samples.Stream, 2, 0), before)
        );
        removed.Message.ShouldContain("is kept for 4d. It was not archived.");
        var partly = await Should.ThrowAsync<EvidenceException>(() =>
            new EvidenceBuilder(history.Store).BuildAsync(new LineageId(Samples.Stream, FirstOf(2), 0), before)
        );
        partly.Message.ShouldContain("without one before it");

        var after = (await builder.BuildAsync(Topology)).Sign(history.Key);
        after.Content.Streams[0].After.ShouldBe(FirstOf(4) - 1);
        var evidence = await new EvidenceBuilder(history.Store).BuildAsync(new LineageId(Samples.Stream, FirstOf(2), 0), after);
        EvidenceVerifier.Verify(evidence, history.Key).Id.Version.ShouldBe(FirstOf(2));
        (await builder.BuildAsync(Topology, before)).Streams[0].After.ShouldBe(before.Content.Streams[0].Version);
        await history.ShouldBeSoundAsync(after.Content);
    }

    [Fact]
    public async Task A_checkpoint_that_ends_where_the_cut_is_or_before_it_still_holds()
    {
        await using var history = await DatedHistory.OfAsync(database, days: 0);
        var builder = new CheckpointBuilder(history.Store, TimeProvider.System);
        var tail = LineageTail.Start(Samples.Stream with { Partition = 7 });
        var checkpoints = new List<SignedCheckpoint>();
        for (var day = -Days; day <= 0; day++)
        {
            tail = await history.AppendDayAsync(tail, day);
            if (day is -5 or -3)
                checkpoints.Add((await builder.BuildAsync(Topology, checkpoints.LastOrDefault())).Sign(history.Key));
        }

        await history.RemoveAsync(DatedHistory.Keep(2));

        (await history.Store.Cuts.ReadAsync(Topology)).FirstOf(tail.Stream).ShouldBe(checkpoints[1].Content.Streams[^1].Version + 1);
        foreach (var checkpoint in checkpoints)
        {
            await history.ShouldBeSoundAsync(checkpoint.Content);
            var next = await builder.BuildAsync(Topology, checkpoint);
            next.Streams[^1].After.ShouldBe(FirstOf(2) - 1);
            await history.ShouldBeSoundAsync(next);
        }

        var other = checkpoints[1].Content with
        {
            Streams = [.. checkpoints[1].Content.Streams.Select(s => s with { Head = new string('0', 64) })],
        };
        (await history.VerifyAsync(other)).Streams[^1].Chain!.Message.ShouldContain("up to which lineage was removed");
        await Should.ThrowAsync<EvidenceException>(() => builder.BuildAsync(Topology, other.Sign(history.Key)));
    }

    [Fact]
    public async Task A_new_follower_begins_with_what_is_there_and_an_old_one_holds_back_the_cut()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var options = new FollowerOptions { PollInterval = TimeSpan.FromMilliseconds(5) };
        var slow = new LineageFollower(history.Store, "slow", Topology, options);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<InvalidOperationException>(() =>
            slow.RunAsync(
                (batch, _, _) => batch.Version == FirstOf(6) ? throw new InvalidOperationException("enough") : Task.CompletedTask,
                stop.Token
            )
        );

        var held = await history.RemoveAsync(DatedHistory.Keep(4));

        // It follows streams one after the other, and has seen nothing of the second.
        held.Plan.Streams.Select(s => (s.First, s.Because, s.Detail))
            .ShouldBe([(FirstOf(6), KeptBecause.FollowerNeedsIt, "slow"), (1L, KeptBecause.FollowerNeedsIt, "slow")]);
        var seen = new List<long>();
        await foreach (var batch in new LineageFollower(history.Store, "new", Topology, options).BatchesAsync([], stop.Token))
        {
            seen.Add(batch.Version);
            if (batch.Stream == DatedHistory.Other)
                break;
        }

        seen[0].ShouldBe(FirstOf(6));
        seen[^1].ShouldBe(1);
    }

    [Fact]
    public async Task A_follower_that_missed_something_is_told_so()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var second = (await history.Store.ReadAsync(Samples.Stream, 2, 2).SingleAsync());
        await history.RemoveAsync(DatedHistory.Keep(4));
        var follower = new LineageFollower(
            history.Store,
            "other",
            Topology,
            new FollowerOptions { PollInterval = TimeSpan.FromMilliseconds(5) }
        );

        var fault = await Should.ThrowAsync<LineageRemovedException>(async () =>
            await follower.BatchesAsync([FollowerPosition.After(second)], TestContext.Current.CancellationToken).FirstAsync()
        );
        fault.Message.ShouldContain($"{Samples.Stream}/3");
    }

    /// <summary>Fails where rows go that windows still look at: a start without a snapshot would make another state of what is
    /// left.</summary>
    [Fact]
    public async Task What_windows_look_at_stays_however_old()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        var report = await history.RemoveAsync(DatedHistory.Keep(2, windows: TimeSpan.FromDays(5.5)));
        report.Plan.Streams[0].ShouldBe(report.Plan.Streams[0] with { First = FirstOf(5), Because = KeptBecause.StateNeedsIt });
    }

    /// <summary>Fails where a change of the topology that is kept could not be replayed: state was restored from rows there.</summary>
    [Fact]
    public async Task What_a_recorded_restore_looked_at_stays()
    {
        await using var history = await DatedHistory.OfAsync(database, days: 0);
        var tail = LineageTail.Start(Samples.Stream with { Partition = 7 });
        for (var day = -Days; day <= 0; day++)
            tail = await history.AppendDayAsync(tail, day, text: day < -3 ? "ab12" : "cd34");

        var report = await history.RemoveAsync(DatedHistory.Keep(4, windows: TimeSpan.FromDays(2.5)));

        // The text changed three days ago: two and a half days before that stay, though they are older than four.
        var plan = report.Plan.Streams.Single(s => s.Stream.Partition == 7);
        (plan.First, plan.Because).ShouldBe((FirstOf(6), KeptBecause.RestoreNeedsIt));
    }

    [Fact]
    public async Task The_segment_that_is_open_stays_however_old()
    {
        await using var history = await DatedHistory.OfAsync(database, days: 1);
        var report = await history.RemoveAsync(DatedHistory.Keep(0.0000001));
        report.Statement.ShouldBeNull();
        report.Plan.Streams.ShouldAllBe(p => p.Because == KeptBecause.SegmentOpen);
        await history.ShouldBeSoundAsync();
    }

    [Fact]
    public async Task A_batch_younger_than_its_place_says_holds_back_the_cut()
    {
        await using var history = await DatedHistory.OfAsync(database, days: 0);
        var tail = LineageTail.Start(Samples.Stream with { Partition = 7 });
        for (var day = -Days; day <= 0; day++)
        {
            // Among those of a day one whose writer's clock was ahead.
            if (day == -6)
            {
                tail = await history.AppendAsync(DatedHistory.Next(tail, DatedHistory.Today - 6 * DatedHistory.Day, snapshot: false));
                tail = await history.AppendAsync(DatedHistory.Next(tail, DatedHistory.Today, snapshot: false));
            }

            tail = await history.AppendDayAsync(tail, day);
        }

        var report = await history.RemoveAsync(DatedHistory.Keep(4));

        report.Plan.Streams.Single(s => s.Stream.Partition == 7).First.ShouldBe(2 * DatedHistory.PerDay + 1);
        await history.ShouldBeSoundAsync();
    }

    [Fact]
    public async Task Damaged_lineage_is_not_signed_away()
    {
        await using var history = await DatedHistory.OfAsync(database, Days);
        await history.SqlAsync("update {0}.mt_events set bdata = set_byte(bdata, 90, get_byte(bdata, 90) # 1) where version = 2");
        (
            await Should.ThrowAsync<Streaming.Topology.StreamingException>(() => history.RemoveAsync(DatedHistory.Keep(4)))
        ).Message.ShouldContain("Nothing of damaged lineage is removed");
        (await history.Store.Cuts.ReadAsync(Topology)).All.ShouldBeEmpty();
    }
}
