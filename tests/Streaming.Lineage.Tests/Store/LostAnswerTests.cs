using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;
using Streaming.Store;

namespace Streaming.Lineage.Tests.Store;

public sealed class LostAnswerTests(DatabaseFixture database)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_whose_answer_is_lost_is_settled_by_what_is_stored(bool arrived)
    {
        await using var proxy = Proxy(out var connectionString);
        await using var store = new LineageStore(connectionString, new LineageOptions { Schema = database.NewSchema() });
        await store.EnsureSchemaAsync();
        var first = await Samples.FillAsync(store, Samples.Stream, batches: 1, rows: 2);
        (proxy.DeliverCommit, proxy.Breaks) = (arrived, 1);

        var next = Samples.Next(first, 3);
        var result = await store.AppendAsync([next]);

        proxy.Breaks.ShouldBeLessThanOrEqualTo(0);
        result.AllAppended.ShouldBeTrue();
        var stored = await store.ReadAsync(Samples.Stream, 1, long.MaxValue).ToListAsync();
        stored.Select(b => b.Hash).ShouldBe([first.Hash, next.Tail.Hash]);
        (await new ChainVerifier(store).VerifyAsync("card-fraud")).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_that_breaks_while_a_batch_is_sent_costs_nothing()
    {
        await using var proxy = Proxy(out var connectionString);
        await using var store = new LineageStore(connectionString, new LineageOptions { Schema = database.NewSchema() });
        await store.EnsureSchemaAsync();
        var first = await Samples.FillAsync(store, Samples.Stream, batches: 2, rows: 2);
        (proxy.Trigger, proxy.Breaks) = ("SLNB"u8.ToArray(), 1);

        var result = await store.AppendAsync([
            Samples.Next(first, 3),
            Samples.Next(LineageTail.Start(Samples.Stream with { Partition = 1 }), 3),
        ]);

        proxy.Breaks.ShouldBeLessThanOrEqualTo(0);
        result.AllAppended.ShouldBeTrue();
        (await new ChainVerifier(store).VerifyAsync("card-fraud")).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task An_append_that_never_gets_through_says_so_and_can_be_repeated()
    {
        await using var proxy = Proxy(out var connectionString);
        await using var store = new LineageStore(connectionString, new LineageOptions { Schema = database.NewSchema(), Attempts = 2 });
        await store.EnsureSchemaAsync();
        proxy.Breaks = 2;
        var batch = Samples.Next(LineageTail.Start(Samples.Stream), 3);

        await Should.ThrowAsync<StoreUnavailableException>(() => store.AppendAsync([batch]));

        (await store.AppendAsync([batch])).AllAppended.ShouldBeTrue();
    }

    LossyProxy Proxy(out string connectionString)
    {
        var direct = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var proxy = new LossyProxy(direct.Host!, direct.Port);
        connectionString = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = proxy.Port,
            SslMode = SslMode.Disable,
        }.ConnectionString;
        return proxy;
    }
}
