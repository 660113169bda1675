using Streaming.Lineage.Batches;
using Streaming.Lineage.Snapshots;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;

namespace Streaming.Lineage.Tests.Snapshots;

/// <summary>Snapshots are written with the batch that names them, or not at all, and are read only as lineage names them.</summary>
public sealed class SnapshotStoreTests(DatabaseFixture database)
{
    [Fact]
    public async Task The_last_two_are_kept_and_read_newest_first()
    {
        await using var store = await database.NewStoreAsync();
        var tail = await FillAsync(store, [0, 1, 0, 2, 0, 3, 0]);

        var read = await store.ReadSnapshotsAsync(tail).ToListAsync();

        read.Select(s => (s.Version, s.Body[0])).ShouldBe([(6L, (byte)3), (4L, (byte)2)]);
        (await store.Snapshots.StoredAsync(Samples.Stream, CancellationToken.None)).Select(s => s.Version).ShouldBe([4L, 6L]);
    }

    [Fact]
    public async Task A_reader_that_knows_an_older_tail_still_finds_one()
    {
        await using var store = await database.NewStoreAsync();
        await FillAsync(store, [0, 1, 0, 2, 3]);
        var older = (await store.ReadAsync(Samples.Stream, 4, 4).SingleAsync()).AsTail();

        (await store.ReadSnapshotsAsync(older).ToListAsync()).Select(s => s.Version).ShouldBe([4L]);
    }

    [Fact]
    public async Task Several_in_one_append_leave_the_last_two()
    {
        await using var store = await database.NewStoreAsync();
        var batches = new List<PreparedBatch>();
        for (byte i = 1; i <= 4; i++)
            batches.Add(Samples.WithSnapshot(batches.LastOrDefault()?.Tail ?? LineageTail.Start(Samples.Stream), i));

        (await store.AppendAsync(batches)).AllAppended.ShouldBeTrue();

        (await store.ReadSnapshotsAsync(batches[^1].Tail).ToListAsync()).Select(s => s.Version).ShouldBe([4L, 3L]);
    }

    [Fact]
    public async Task A_writer_that_lost_the_race_leaves_no_snapshot()
    {
        await using var store = await database.NewStoreAsync();
        var tail = await FillAsync(store, [1, 0]);
        var (winner, loser) = (Samples.WithSnapshot(tail, 7), Samples.WithSnapshot(tail with { Hash = tail.Hash }, 8));
        (await store.AppendAsync([winner])).AllAppended.ShouldBeTrue();

        (await store.AppendAsync([loser])).AllAppended.ShouldBeFalse();

        (await store.ReadSnapshotsAsync(winner.Tail).FirstAsync()).Body[0].ShouldBe((byte)7);
        (await new ChainVerifier(store).VerifyAsync(Samples.Stream.Topology)).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task An_append_repeated_is_harmless()
    {
        await using var store = await database.NewStoreAsync();
        var batch = Samples.WithSnapshot(LineageTail.Start(Samples.Stream), 1);
        (await store.AppendAsync([batch])).AllAppended.ShouldBeTrue();
        (await store.AppendAsync([batch])).AllAppended.ShouldBeTrue();
        (await store.ReadSnapshotsAsync(batch.Tail).ToListAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("update {0}.snapshots set body = set_byte(body, 5, 99) where version = 4", 4, "altered", 2)]
    [InlineData("update {0}.snapshots set body = set_byte(body, 5, 99) where version = 2", 2, "altered", 4)]
    [InlineData("update {0}.snapshots set version = 3 where version = 2", 3, "no batch names", 4)]
    [InlineData("delete from {0}.snapshots where version = 4", 4, "missing", 2)]
    [InlineData("delete from {0}.snapshots", 4, "missing", 0)]
    public async Task What_is_stored_otherwise_than_named_is_found_and_not_read(string sql, long version, string words, long stillRead)
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        var tail = await FillAsync(store, [0, 1, 0, 2, 0]);
        (await new ChainVerifier(store).VerifyAsync(Samples.Stream.Topology)).IsSound.ShouldBeTrue();

        (await database.ExecuteAsync(string.Format(sql, schema))).ShouldBeGreaterThan(0);

        var verdict = (await new ChainVerifier(store).VerifyAsync(Samples.Stream.Topology)).Streams[0];
        verdict.Chain.ShouldBeNull();
        var fault = verdict.Snapshot.ShouldNotBeNull();
        (fault.Kind, fault.Version).ShouldBe((FaultKind.SnapshotDiffers, version));
        fault.Message.ShouldContain(words);
        (await store.ReadSnapshotsAsync(tail).Select(s => s.Version).FirstOrDefaultAsync()).ShouldBe(stillRead);
    }

    [Fact]
    public void A_reference_is_to_its_bytes()
    {
        var reference = SnapshotReference.To(42, "state"u8);
        reference.Matches("state"u8).ShouldBeTrue();
        reference.Matches("stale"u8).ShouldBeFalse();
    }

    /// <summary>One batch for each number; above zero it carries a snapshot of that byte.</summary>
    static async Task<LineageTail> FillAsync(LineageStore store, byte[] snapshots)
    {
        var tail = LineageTail.Start(Samples.Stream);
        foreach (var snapshot in snapshots)
        {
            var batch = Samples.WithSnapshot(tail, snapshot);
            (await store.AppendAsync([batch])).AllAppended.ShouldBeTrue();
            tail = batch.Tail;
        }

        return tail;
    }
}
