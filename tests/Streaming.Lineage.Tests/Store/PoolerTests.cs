using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;
using Streaming.Models;
using Streaming.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Tests.Store;

/// <summary>PgBouncer before PostgreSQL, which gives every transaction, or every session, another session of the server.</summary>
public sealed class PoolerTests(DatabaseFixture database)
{
    [Theory]
    [InlineData("session")]
    [InlineData("transaction")]
    public async Task Everything_works_through_a_pooler_and_nothing_is_left_in_its_sessions(string mode)
    {
        await using var pooler = await Pooler.StartAsync(database.ConnectionString, mode);
        var options = new LineageOptions { Schema = database.NewSchema() };
        await using var one = new LineageStore(pooler.ConnectionString, options);
        await using var other = new LineageStore(pooler.ConnectionString, options);
        using var models = new ModelRegistry(pooler.ConnectionString, TimeProvider.System, options.Schema + "_models");

        await Task.WhenAll(one.EnsureSchemaAsync(), other.EnsureSchemaAsync(), models.EnsureSchemaAsync());
        StreamKey[] streams = [.. Enumerable.Range(0, 6).Select(partition => Samples.Stream with { Partition = partition })];
        await Task.WhenAll(
            streams.Select(stream => Samples.FillAsync(stream.Partition % 2 == 0 ? one : other, stream, batches: 20, rows: 3))
        );
        var model = await models.RegisterAsync("fraud", SampleModels.Model(1), SampleModels.Description(0.5));
        await models.PromoteAsync("fraud", model.Version);

        (await other.ListStreamsAsync("card-fraud")).Select(s => s.Version).ShouldBe(streams.Select(_ => 20L));
        (await new ChainVerifier(one).VerifyAsync("card-fraud")).IsSound.ShouldBeTrue();
        (await models.ServingAsync("fraud", CancellationToken.None)).Champion!.Hash.ShouldBe(model.Hash);
        // What lives as long as a transaction passes, another test's too; what was left in a session stays.
        await UntilAsync(
            async () =>
                await CountAsync(
                    "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname "
                        + "= current_database()) and objid in (1280198469, 1297040460)"
                ) == 0,
            "no lock is left"
        );
        await using var through = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(pooler.ConnectionString) { Pooling = false });
        (await through.CreateCommand("select current_setting('lock_timeout')").ExecuteScalarAsync()).ShouldBe("0");
    }

    [Fact]
    public async Task An_append_through_a_pooler_runs_within_its_limits()
    {
        await using var pooler = await Pooler.StartAsync(database.ConnectionString, "transaction");
        await using var source = NpgsqlDataSource.Create(pooler.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        var process = await TransactionLimits.SetAsync(connection, new LineageOptions(), CancellationToken.None);

        process.ShouldNotBe(connection.ProcessID);
        await using var command = new NpgsqlCommand(
            "select concat_ws(' ', pg_backend_pid(), current_setting('lock_timeout'), current_setting('statement_timeout'), "
                + "current_setting('idle_in_transaction_session_timeout'))",
            connection
        );
        (await command.ExecuteScalarAsync()).ShouldBe($"{process} 3s 20s 5s");
    }

    [Fact]
    public async Task A_session_that_froze_with_a_lock_is_ended_through_a_pooler_too()
    {
        await using var pooler = await Pooler.StartAsync(database.ConnectionString, "transaction");
        var options = new LineageOptions
        {
            Schema = database.NewSchema(),
            LockTimeout = TimeSpan.FromMinutes(2),
            StatementTimeout = TimeSpan.FromMinutes(2),
            BlockerPatience = TimeSpan.FromMilliseconds(200),
        };
        await using var store = new LineageStore(pooler.ConnectionString, options);
        await store.EnsureSchemaAsync();
        var tail = await Samples.FillAsync(store, Samples.Stream, batches: 1, rows: 2);
        await using var frozen = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Pooling = false,
                ApplicationName = LineageDatabase.WriterName,
            }.ConnectionString
        );
        await frozen.OpenAsync();
        await using var transaction = await frozen.BeginTransactionAsync();
        await frozen.ExecuteAsync($"select * from {options.Schema}.mt_streams for update", CancellationToken.None);

        (await store.AppendAsync([Samples.Next(tail, 2)])).AllAppended.ShouldBeTrue();
    }

    [Fact]
    public async Task A_setting_that_the_pooler_refuses_is_named_with_the_cure()
    {
        await using var pooler = await Pooler.StartAsync(database.ConnectionString, "session");
        var fault = await RefusedAsync(new NpgsqlConnectionStringBuilder(pooler.ConnectionString) { Options = "-c work_mem=8MB" });

        fault.Message.ShouldContain("options");
        fault.Message.ShouldContain("ignore_startup_parameters");
    }

    [Fact]
    public async Task What_stays_until_a_person_mends_it_is_told_from_what_passes()
    {
        (await RefusedAsync(new(database.ConnectionString) { Database = "nowhere" })).Message.ShouldContain("no such database");
        var wrong = (await RefusedAsync(new(database.ConnectionString) { Password = "s3cr3t" })).ToString();
        wrong.ShouldContain("check user and password");
        wrong.ShouldNotContain("s3cr3t");

        await using var unknown = new LineageStore(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "no-such-host.invalid" }.ConnectionString
        );
        (await Should.ThrowAsync<StoreUnavailableException>(() => unknown.EnsureSchemaAsync())).Message.ShouldContain(
            "host of the lineage database is not known"
        );
        using var models = new ModelRegistry(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Host = "no-such-host.invalid" }.ConnectionString,
            TimeProvider.System
        );
        await Should.ThrowAsync<StoreUnavailableException>(() => models.EnsureSchemaAsync());
    }

    [Fact]
    public async Task Of_several_hosts_the_one_that_is_there_and_takes_writes_is_used()
    {
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var several = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Host = $"127.0.0.1:1,{server.Host}:{server.Port}",
            TargetSessionAttributes = "primary",
        };
        several.Remove("Port");
        var options = new LineageOptions { Schema = database.NewSchema() };
        await using var store = new LineageStore(several.ConnectionString, options);
        await store.EnsureSchemaAsync();
        using var models = new ModelRegistry(several.ConnectionString, TimeProvider.System, options.Schema + "_models");
        await models.EnsureSchemaAsync();

        (await Samples.FillAsync(store, Samples.Stream, batches: 3, rows: 2)).Version.ShouldBe(3);
        (await models.ListAsync()).ShouldBeEmpty();
    }

    async Task<StoreRefusedException> RefusedAsync(NpgsqlConnectionStringBuilder settings)
    {
        await using var store = new LineageStore(settings.ConnectionString, new LineageOptions { Schema = database.NewSchema() });
        return await Should.ThrowAsync<StoreRefusedException>(() => store.EnsureSchemaAsync());
    }

    static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            TimeProvider.System.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromMinutes(2), what);
            await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        return (long)(await source.CreateCommand(sql).ExecuteScalarAsync())!;
    }
}
