using System.Text;
using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Following;

public sealed class FollowerTests(DatabaseFixture database)
{
    const int Batches = 6;

    static readonly StreamKey Other = Samples.Stream with { Partition = 1 };
    static readonly FollowerOptions Quick = new() { PollInterval = TimeSpan.FromMilliseconds(5), Lease = TimeSpan.FromMilliseconds(300) };

    public static TheoryData<string, bool> Steps()
    {
        string[] steps =
        [
            "insert into {0}.followers",
            "select stream, version, hash, clock",
            "select s.id, e.version",
            "and version > $2 and version <= $3",
            "BEGIN",
            "idle_in_transaction_session_timeout",
            "insert into {0}.outcomes_per_hour",
            "update {0}.followers",
            "insert into {0}.follower_positions",
            "COMMIT\0",
        ];
        return [.. steps.SelectMany(s => new[] { true, false }, (s, arrives) => new TheoryDataRow<string, bool>(s, arrives))];
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Whatever_a_follower_was_doing_when_it_died_nothing_is_counted_twice_and_nothing_left_out(string step, bool arrives)
    {
        var (store, schema) = await Samples.FilledAsync(database, Batches, Samples.Stream, Other);
        await using var _ = store;
        var counts = new OutcomesPerHour(database, schema);
        await counts.CreateAsync();
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new LossyProxy(direct.Host!, direct.Port)
        {
            Trigger = Encoding.UTF8.GetBytes(string.Format(null, step, schema)),
            DeliverCommit = arrives,
            Breaks = 1,
        };
        (direct.Host, direct.Port, direct.SslMode) = ("127.0.0.1", proxy.Port, SslMode.Disable);
        await using (var dying = new LineageStore(direct.ConnectionString, new LineageOptions { Schema = schema }))
        {
            var first = new LineageFollower(dying, OutcomesPerHour.Name, Samples.Stream.Topology, Quick);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            // It lives on where the renewal of its lease was cut, not the saving of a position.
            var running = first.RunAsync(counts.HandleAsync, stop.Token);
            await Task.WhenAny(running, CaughtUpAsync(store));
            await stop.CancelAsync();
            await running.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        proxy.Breaks.ShouldBeLessThanOrEqualTo(0, "it died in the middle of it");
        await RunToEndAsync(store, counts.HandleAsync);

        (await counts.ReadAsync()).ShouldBe(OutcomesPerHour.Of(await AllAsync(store)));
    }

    [Fact]
    public async Task The_second_process_waits_and_goes_on_where_the_first_stopped()
    {
        var (store, schema) = await Samples.FilledAsync(database, Batches, Samples.Stream, Other);
        await using var _ = store;
        var counts = new OutcomesPerHour(database, schema);
        await counts.CreateAsync();
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        var (taken, handledBySecond, handledByFirst) = (new TaskCompletionSource(), 0, 0);
        var first = New(store)
            .RunAsync(
                async (batch, transaction, stop) =>
                {
                    await counts.HandleAsync(batch, transaction, stop);
                    if (++handledByFirst < 4)
                        return;
                    taken.TrySetResult();
                    await Task.Delay(Timeout.Infinite, stop);
                },
                stopFirst.Token
            );
        await taken.Task;
        var time = new HeardTime(Quick.PollInterval);
        var second = New(store, Quick with { Time = time })
            .RunAsync(
                async (batch, transaction, stop) =>
                {
                    await counts.HandleAsync(batch, transaction, stop);
                    handledBySecond++;
                },
                stopSecond.Token
            );

        await time.Waits;
        handledBySecond.ShouldBe(0);
        await stopFirst.CancelAsync();
        await first;
        await CaughtUpAsync(store);
        await stopSecond.CancelAsync();
        await second;

        handledBySecond.ShouldBe(2 * Batches - 3);
        (await counts.ReadAsync()).ShouldBe(OutcomesPerHour.Of(await AllAsync(store)));
    }

    [Fact]
    public async Task Who_slept_while_another_took_over_commits_nothing()
    {
        var (store, schema) = await Samples.FilledAsync(database, Batches, Samples.Stream);
        await using var _ = store;
        var counts = new OutcomesPerHour(database, schema);
        await counts.CreateAsync();
        var (asleep, awake) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var stop = new CancellationTokenSource();
        var time = new HeardTime(Quick.PollInterval);
        var first = New(store, Quick with { Lease = TimeSpan.FromHours(1), Time = time })
            .RunAsync(
                async (batch, transaction, stop) =>
                {
                    asleep.TrySetResult();
                    await awake.Task;
                    await counts.HandleAsync(batch, transaction, stop);
                },
                stop.Token
            );
        await asleep.Task;
        await database.ExecuteAsync($"update {schema}.followers set until = now() - interval '1 second'");
        await RunToEndAsync(store, counts.HandleAsync);

        awake.SetResult();
        // It has tried to commit, and found that there is nothing left to do.
        await time.Waits;
        await stop.CancelAsync();
        await first;

        (await counts.ReadAsync()).ShouldBe(OutcomesPerHour.Of(await AllAsync(store)));
    }

    /// <summary>Another version of a topology may have a stage more, and other stages more partitions.</summary>
    [Fact]
    public async Task What_begins_with_another_version_of_the_topology_is_followed_from_its_first_batch()
    {
        var (store, _) = await Samples.FilledAsync(database, 2, Samples.Stream);
        await using var owned = store;
        var added = new StreamKey(Samples.Stream.Topology, "added", 0);
        await using var batches = New(store)
            .BatchesAsync([], TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        for (var i = 0; i < 2; i++)
            await batches.MoveNextAsync();
        var tail = LineageTail.Start(added);
        for (var i = 0; i < 2; i++)
        {
            var next = PreparedBatch.Create(tail, Samples.Header(i) with { TopologyVersion = 4 }, []);
            await store.AppendAsync([next]);
            tail = next.Tail;
        }

        for (var version = 1; version <= 2; version++)
        {
            await batches.MoveNextAsync();
            (batches.Current.Stream, batches.Current.Version, batches.Current.Header.TopologyVersion).ShouldBe((added, version, 4));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_history_that_is_not_the_one_that_was_followed_is_refused()
    {
        var (store, _) = await Samples.FilledAsync(database, 3, Samples.Stream);
        await using var owned = store;
        var all = await AllAsync(store);
        var here = FollowerPosition.After(all[1]);

        await RefusedAsync(here with { Version = 4 }, "older backup");
        await RefusedAsync(here with { Hash = all[0].Hash }, "does not continue");

        async Task RefusedAsync(FollowerPosition position, string words)
        {
            var reading = async () => await New(store).BatchesAsync([position], TestContext.Current.CancellationToken).FirstAsync();
            (await Should.ThrowAsync<LineageCorruptException>(reading)).Message.ShouldContain(words);
        }
    }

    static LineageFollower New(LineageStore store, FollowerOptions? options = null) =>
        new(store, OutcomesPerHour.Name, Samples.Stream.Topology, options ?? Quick);

    /// <summary>Follows until everything is handled.</summary>
    static async Task RunToEndAsync(LineageStore store, BatchHandler handle)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = New(store).RunAsync(handle, stop.Token);
        await Task.WhenAny(running, CaughtUpAsync(store));
        await stop.CancelAsync();
        await running;
    }

    static async Task CaughtUpAsync(LineageStore store)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var ends = await store.ListStreamsAsync(Samples.Stream.Topology);
        while ((await New(store).PositionsAsync()).Sum(p => p.Version) < ends.Sum(e => e.Version))
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    static async Task<List<LineageBatch>> AllAsync(LineageStore store)
    {
        var all = new List<LineageBatch>();
        foreach (var stream in await store.ListStreamsAsync(Samples.Stream.Topology))
            all.AddRange(await store.ReadAsync(stream.Stream, 1, stream.Version).ToListAsync());
        return all;
    }
}
