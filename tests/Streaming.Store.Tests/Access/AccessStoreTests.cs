using Npgsql;
using Streaming.Lineage.Tests.Setup;
using Streaming.Store.Access;

namespace Streaming.Store.Tests.Access;

public sealed class AccessStoreTests(Server database)
{
    static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    [Fact]
    public async Task What_two_processes_write_at_once_is_all_there_and_sound()
    {
        var schema = database.NewSchema();
        using var store = await OpenAsync(schema);
        using var other = await OpenAsync(schema);
        await using (var mine = await store.OpenAsync("a/1", TimeProvider.System))
        await using (var theirs = await other.OpenAsync("b/2", TimeProvider.System))
        {
            var written = await Task.WhenAll(
                Enumerable.Range(0, 300).Select(i => (i % 2 == 0 ? mine : theirs).WriteAsync(Call($"call {i}")))
            );
            written.Order().ShouldBe(Enumerable.Range(0, 300).Select(i => 2L + (i / 2)));
        }

        (await store.ReadAsync()).Where(e => e.Note.Kind == AccessKind.Began).Select(e => e.Note.About).Distinct().Count().ShouldBe(300);
        (await store.WalkAsync()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_that_grows_while_it_is_checked_is_not_called_altered()
    {
        using var store = await OpenAsync(database.NewSchema());
        await using var stream = await store.OpenAsync("a/1", TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await stream.WriteAsync(Call("meanwhile"));
        });
        for (var i = 0; i < 20; i++)
            (await store.WalkAsync()).Faults.ShouldBeEmpty();
        await stop.CancelAsync();
        await writing;
    }

    [Theory]
    [InlineData(
        "update {0}.mt_events set data = jsonb_set(data, '{{Note,Who}}', '\"nobody\"') where version = 2 and stream_id = '{1}'",
        "/2: the event, or one before it"
    )]
    [InlineData("delete from {0}.mt_events where version = 2 and stream_id = '{1}'", "/2: the event is not there")]
    [InlineData(
        "delete from {0}.mt_events where stream_id = '{1}'; delete from {0}.mt_streams where id = '{1}'",
        "/3: the entry is gone or another one"
    )]
    public async Task An_entry_that_was_altered_or_taken_out_is_named(string harm, string named)
    {
        var schema = database.NewSchema();
        using var store = await OpenAsync(schema);
        string harmed;
        await using (var first = await store.OpenAsync("a/1", TimeProvider.System))
        {
            harmed = first.Name;
            foreach (var about in new[] { "one", "two" })
                await first.WriteAsync(Call(about));
        }

        await using (await store.OpenAsync("a/2", TimeProvider.System)) { }

        (await store.WalkAsync()).Faults.ShouldBeEmpty();
        await database.ExecuteAsync(string.Format(null, harm, schema, harmed));
        (await store.WalkAsync()).Faults.ShouldHaveSingleItem().Message.ShouldStartWith(harmed + named);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_entry_whose_answer_is_lost_is_settled_by_what_is_stored(bool arrived)
    {
        var schema = database.NewSchema();
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new LossyProxy(server.Host!, server.Port);
        (server.Host, server.Port, server.Pooling) = ("127.0.0.1", proxy.Port, false);
        using var store = new AccessStore(server.ConnectionString, schema);
        await store.EnsureSchemaAsync();
        await using var stream = await store.OpenAsync("a/1", TimeProvider.System);
        (proxy.DeliverCommit, proxy.Breaks) = (arrived, 1);

        if (arrived)
            (await stream.WriteAsync(Call("lost"))).ShouldBe(2);
        else
            await Should.ThrowAsync<Topology.StreamingException>(() => stream.WriteAsync(Call("lost")));
        proxy.Breaks.ShouldBeLessThanOrEqualTo(0);

        (await stream.WriteAsync(Call("next"))).ShouldBe(arrived ? 3 : 2);
        (await store.WalkAsync()).Faults.ShouldBeEmpty();
        (await store.ReadAsync()).Select(e => e.Note.About).ShouldBe(arrived ? [null, "lost", "next"] : [null, "next"]);
    }

    static AccessNote Call(string about) =>
        new(AccessKind.Began, Now)
        {
            Who = "somebody",
            Operation = "model.promote",
            About = about,
        };

    async Task<AccessStore> OpenAsync(string schema)
    {
        var store = new AccessStore(database.ConnectionString, schema);
        await store.EnsureSchemaAsync();
        return store;
    }
}
