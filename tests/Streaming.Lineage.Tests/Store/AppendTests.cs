using Npgsql;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Store;

namespace Streaming.Lineage.Tests.Store;

public sealed class AppendTests(DatabaseFixture database)
{
    [Fact]
    public async Task A_stream_is_read_back_as_it_was_appended()
    {
        await using var store = await database.NewStoreAsync();
        var tail = await Samples.FillAsync(store, Samples.Stream, batches: 70, rows: 3);

        var read = await store.ReadAsync(Samples.Stream, 1, long.MaxValue).ToListAsync();

        read.Select(b => b.Version).ShouldBe(Enumerable.Range(1, 70).Select(v => (long)v));
        read[0].PreviousHash.ShouldBe(new byte[32]);
        for (var i = 1; i < read.Count; i++)
            read[i].PreviousHash.ShouldBe(read[i - 1].Hash);
        read[^1].Hash.ShouldBe(tail.Hash);
        Same.Rows(read[20].Table(TableNames.Rows), Samples.Rows(60, 3));
        (await store.ReadAsync(Samples.Stream, 5, 7).ToListAsync()).Select(b => b.Version).ShouldBe([5, 6, 7]);
    }

    [Fact]
    public async Task The_tail_is_the_last_batch()
    {
        await using var store = await database.NewStoreAsync();
        (await store.ReadTailAsync(Samples.Stream)).ShouldBeNull();
        var written = await Samples.FillAsync(store, Samples.Stream, batches: 3, rows: 5);

        var tail = (await store.ReadTailAsync(Samples.Stream)).ShouldNotBeNull();

        tail.Version.ShouldBe(3);
        tail.Hash.ShouldBe(written.Hash);
        tail.Header!.Positions.ShouldBe(written.Header!.Positions);
        tail.Header.Totals.Rows.ShouldBe(15);
        tail.Header.Totals.Outcomes["fraud"].ShouldBe(2);
    }

    [Fact]
    public async Task A_stream_that_somebody_else_wrote_to_conflicts_and_the_others_are_appended()
    {
        await using var store = await database.NewStoreAsync();
        var streams = Enumerable.Range(0, 4).Select(p => Samples.Stream with { Partition = p }).ToList();
        var tails = new List<LineageTail>();
        foreach (var stream in streams)
            tails.Add(await Samples.FillAsync(store, stream, batches: 2, rows: 2));
        var rival = Samples.Next(tails[2], rows: 7);
        await store.AppendAsync([rival]);

        var ours = tails.ConvertAll(t => Samples.Next(t, rows: 4));
        var result = await store.AppendAsync(ours);

        result
            .Streams.ToDictionary(s => s.Stream.Partition, s => s.Outcome)
            .ShouldBe(
                new Dictionary<int, AppendOutcome>
                {
                    [0] = AppendOutcome.Appended,
                    [1] = AppendOutcome.Appended,
                    [2] = AppendOutcome.Conflicted,
                    [3] = AppendOutcome.Appended,
                },
                ignoreOrder: true
            );
        (await store.ReadTailAsync(streams[2]))!.Hash.ShouldBe(rival.Tail.Hash);
        (await store.ReadTailAsync(streams[3]))!.Hash.ShouldBe(ours[3].Tail.Hash);
    }

    [Fact]
    public async Task Appending_the_same_batches_again_reports_them_as_appended_and_writes_nothing()
    {
        await using var store = await database.NewStoreAsync();
        var first = Samples.Next(LineageTail.Start(Samples.Stream), rows: 3);
        var second = Samples.Next(first.Tail, rows: 3);
        (await store.AppendAsync([first, second])).AllAppended.ShouldBeTrue();

        var again = await store.AppendAsync([first, second]);

        again.AllAppended.ShouldBeTrue();
        (await store.ReadAsync(Samples.Stream, 1, long.MaxValue).CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_batch_chained_to_a_version_the_database_does_not_have_conflicts()
    {
        await using var store = await database.NewStoreAsync();
        var lost = Samples.Next(LineageTail.Start(Samples.Stream), rows: 3);

        var result = await store.AppendAsync([Samples.Next(lost.Tail, rows: 3)]);

        result.Streams.ShouldHaveSingleItem().ShouldBe(new StreamAppend(Samples.Stream, AppendOutcome.Conflicted, 0));
    }

    [Fact]
    public async Task Of_two_writers_at_once_one_wins_each_version()
    {
        await using var store = await database.NewStoreAsync();
        var tail = LineageTail.Start(Samples.Stream);
        for (var round = 0; round < 20; round++)
        {
            var rivals = new[] { Samples.Next(tail, rows: 2), Samples.Next(tail, rows: 3) };
            var results = await Task.WhenAll(rivals.Select(r => Task.Run(() => store.AppendAsync([r]))));

            results.Count(r => r.AllAppended).ShouldBe(1);
            tail = rivals[Array.FindIndex(results, r => r.AllAppended)].Tail;
        }

        (await store.ReadTailAsync(Samples.Stream))!.Hash.ShouldBe(tail.Hash);
    }

    [Fact]
    public async Task Batches_since_an_event_time_are_found()
    {
        await using var store = await database.NewStoreAsync();
        await Samples.FillAsync(store, Samples.Stream, batches: 10, rows: 5);

        var since = await store.ReadSinceAsync(Samples.Stream, Samples.Time(34)).ToListAsync();

        since.Select(b => b.Version).ShouldBe([7, 8, 9, 10]);
    }

    [Fact]
    public async Task Stores_that_create_the_schema_at_once_do_not_trip_over_each_other()
    {
        var schema = database.NewSchema();
        var stores = Enumerable.Range(0, 4).Select(_ => database.Open(schema)).ToList();

        await Task.WhenAll(stores.Select(s => Task.Run(() => s.EnsureSchemaAsync())));

        await Samples.FillAsync(stores[3], Samples.Stream, batches: 1, rows: 1);
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task A_schema_that_is_there_is_not_touched_again()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        await using var reader = new NpgsqlConnection(database.ConnectionString);
        await reader.OpenAsync();
        await using var begin = new NpgsqlCommand(
            $"begin; select count(*) from {schema}.mt_events, {schema}.batches, {schema}.groups, {schema}.mt_streams",
            reader
        );
        await begin.ExecuteNonQueryAsync();

        await using var second = database.Open(schema);
        await second.EnsureSchemaAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_database_that_is_not_there_is_named_with_the_cure()
    {
        await using var store = new LineageStore("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=1");

        var fault = await Should.ThrowAsync<StoreUnavailableException>(() =>
            store.AppendAsync([Samples.Next(LineageTail.Start(Samples.Stream), 1)])
        );

        fault.Message.ShouldContain("PostgreSQL");
    }

    [Fact]
    public async Task A_database_without_lineage_says_so()
    {
        await using var store = database.Open(database.NewSchema());

        var fault = await Should.ThrowAsync<StoreUnavailableException>(() => store.ReadTailAsync(Samples.Stream));

        fault.Message.ShouldContain("holds no lineage yet");
    }

    [Fact]
    public async Task A_batch_that_is_gone_is_not_read_over()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        await Samples.FillAsync(store, Samples.Stream, batches: 6, rows: 2);
        await database.ExecuteAsync($"delete from {schema}.mt_events where version = 4");

        (
            await Should.ThrowAsync<LineageCorruptException>(async () => await store.ReadAsync(Samples.Stream, 1, 6).CountAsync())
        ).Message.ShouldContain("/5");
        (
            await Should.ThrowAsync<LineageCorruptException>(async () =>
                await store.ReadSinceAsync(Samples.Stream, Timestamp.Epoch).CountAsync()
            )
        ).Message.ShouldContain("/4");
    }

    [Fact]
    public async Task Cancelling_an_append_leaves_the_store_usable()
    {
        await using var store = await database.NewStoreAsync();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var batch = Samples.Next(LineageTail.Start(Samples.Stream), 2);

        await Should.ThrowAsync<OperationCanceledException>(() => store.AppendAsync([batch], cancel.Token));

        (await store.AppendAsync([batch])).AllAppended.ShouldBeTrue();
    }

    [Fact]
    public void A_stream_name_that_could_be_read_two_ways_is_refused() =>
        Should.Throw<ArgumentException>(() => Samples.Next(LineageTail.Start(new StreamKey("a/b", "c", 0)), 1));
}
