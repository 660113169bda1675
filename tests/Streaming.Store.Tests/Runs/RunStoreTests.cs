using Npgsql;
using Streaming.Store.Postgres;
using Streaming.Store.Runs;

namespace Streaming.Store.Tests.Runs;

/// <summary>What a run is told, and what comes of it, as several processes write it.</summary>
public sealed class RunStoreTests(Server server)
{
    static readonly RunRow Run = new(new Guid("6c1f2a52-0000-0000-0000-000000000001"), "small", 1, Open: true);

    [Fact]
    public async Task A_message_is_stored_once_and_stays_when_it_was_handled()
    {
        using var store = await OpenAsync(server.NewSchema());
        (await store.TellAsync(Message("a", "first"))).ShouldBeTrue();
        (await store.TellAsync(Message("b", "second"))).ShouldBeTrue();
        (await store.TellAsync(Message("a", "another with its id"))).ShouldBeFalse();
        (await store.WaitingAsync("small")).Select(m => m.Message.Body).ShouldBe(["first", "second"]);
        (await store.WaitingAsync("other")).ShouldBeEmpty();

        await store.AppendAsync(Run, 0, Begun("a"), "a", over: false);
        await store.PutAsideAsync("b", "nobody reads that");
        await store.PutAsideAsync("a", "too late: something came of it");

        (await store.WaitingAsync("small")).ShouldBeEmpty();
        var told = await store.MessagesAsync("small", 10);
        told.Select(m => (m.Message.Id, m.Aside)).ShouldBe([("b", "nobody reads that"), ("a", null)]);
        told.ShouldAllBe(m => m.HandledAt >= m.StoredAt);
    }

    /// <summary>Fails where the mark is not in the transaction of the event, or the event's place is not looked at.</summary>
    [Fact]
    public async Task Of_many_that_handle_a_message_one_does_and_the_others_hear_of_it()
    {
        var schema = server.NewSchema();
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenAsync(schema)));
        foreach (var round in Enumerable.Range(0, 5))
        {
            var tried = await Task.WhenAll(
                stores.Select(
                    (store, i) => TriedAsync(() => store.AppendAsync(Run, round, round == 0 ? Begun("m0") : Moved(i), $"m{round}", false))
                )
            );
            tried.Count(done => done).ShouldBe(1);
        }

        (await stores[0].ReadAsync(Run)).Count.ShouldBe(5);
        (await stores[0].WalkAsync()).Faults.ShouldBeEmpty();
        foreach (var store in stores)
            store.Dispose();
    }

    [Fact]
    public async Task A_message_that_was_handled_gives_no_second_event_and_a_topology_has_one_open_run()
    {
        using var store = await OpenAsync(server.NewSchema());
        await store.AppendAsync(Run, 0, Begun("a"), "a", over: false);

        (await TriedAsync(() => store.AppendAsync(Run, 1, Moved(1), "a", over: false))).ShouldBeFalse("it was handled");
        (await TriedAsync(() => store.AppendAsync(Run, 0, Moved(1), "b", over: false))).ShouldBeFalse("there is an event at its place");
        var second = new RunRow(Guid.NewGuid(), "small", 2, Open: true);
        (await TriedAsync(() => store.AppendAsync(second, 0, Begun("c"), "c", over: false))).ShouldBeFalse("another run is open");
        await store.AppendAsync(Run, 1, Moved(2), "d", over: true);
        (await TriedAsync(() => store.AppendAsync(Run, 1, Moved(3), "e", over: false))).ShouldBeFalse("the run has moved on");
        (await TriedAsync(() => store.AppendAsync(second, 0, Begun("c"), "c", over: false))).ShouldBeTrue();

        (await store.ReadAsync(Run)).Count.ShouldBe(2);
        (await store.LastAsync("small")).ShouldBe(second);
        (await store.FindAsync("small", 1)).ShouldBe(Run with { Open = false });
    }

    [Theory]
    [InlineData(
        "update {0}.mt_events set data = jsonb_set(data, '{{Why}}', '\"for another reason\"') where version = 2",
        "learning/small/1/2"
    )]
    [InlineData("update {0}.mt_events set data = jsonb_set(data, '{{Policy}}', '\"{{}}\"') where version = 1", "learning/small/1/1")]
    [InlineData("delete from {0}.mt_events where version = 2", "learning/small/1/2")]
    [InlineData("update {0}.mt_streams set version = 3", "learning/small/1/3")]
    public async Task A_history_that_was_altered_shows(string harm, string named)
    {
        var schema = server.NewSchema();
        using var store = await OpenAsync(schema);
        await store.AppendAsync(Run, 0, Begun("a"), "a", over: false);
        await store.AppendAsync(Run, 1, Moved(1), "b", over: true);
        (await store.WalkAsync()).Faults.ShouldBeEmpty();
        await using var source = WritableSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString));
        await using var command = source.CreateCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, harm, schema));
        await command.ExecuteNonQueryAsync();

        (await store.WalkAsync()).Faults.ShouldContain(f => f.Message.StartsWith(named, StringComparison.Ordinal));
    }

    static NewMessage Message(string id, string body) => new(id, Run.Id, "small", "begin_run", 1, body);

    static RunBegun Begun(string message) =>
        new("small", 1, "fraud", "small.yaml", "{ \"approval\": \"manual\" }", "person", 7, message, DateTimeOffset.UnixEpoch)
        {
            Who = "ann",
        };

    static RunMoved Moved(int i) =>
        new("Evaluating", $"because {i}", $"m{i}", DateTimeOffset.UnixEpoch)
        {
            Version = 3,
            Figures = new Dictionary<string, double> { ["average_precision"] = 0.1 + i },
        };

    static async Task<bool> TriedAsync(Func<Task> append)
    {
        try
        {
            await Task.Run(append);
            return true;
        }
        catch (RunMovedOnException)
        {
            return false;
        }
    }

    async Task<RunStore> OpenAsync(string schema)
    {
        var store = new RunStore(server.ConnectionString, schema);
        await store.EnsureSchemaAsync();
        return store;
    }
}
