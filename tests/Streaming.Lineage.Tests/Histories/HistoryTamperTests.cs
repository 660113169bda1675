using System.Globalization;
using System.Text;
using Npgsql;
using Streaming.Events.Time;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;
using Streaming.Models;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Tests.Histories;

/// <summary>
/// Somebody with all rights alters who put which model to use when, a model's file, or the texts of a topology: what the
/// database itself does not refuse is found, and named.
/// </summary>
public sealed class HistoryTamperTests(DatabaseFixture database)
{
    static readonly int[] Bits = [0, 3, 29];

    /// <summary>Nobody reads them, and nothing follows from them.</summary>
    static readonly string[] NotRead = ["mt_events.timestamp", "mt_streams.timestamp", "mt_streams.created"];

    [Fact]
    public async Task A_bit_altered_in_any_column_of_any_row_is_found()
    {
        await using var tampered = await TamperedAsync();
        var altered = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (table, column, type) in await tampered.ColumnsAsync())
        {
            foreach (var row in await tampered.RowsAsync(table))
            {
                // The row of a file has an id of Marten's own.
                if (column == "id" && table == "mt_events" && row.Stream.StartsWith("model-bytes/", StringComparison.Ordinal))
                    continue;
                foreach (var bit in Bits)
                {
                    if (
                        !await tampered.AlterAsync(
                            $"update {tampered.Schema}.{table} set {column} = {AlteredBit.Of(column, type, bit)} where {row.Where}"
                        )
                    )
                    {
                        continue;
                    }

                    var faults = await tampered.FaultsAsync();

                    faults.ShouldNotBeEmpty($"bit {bit} of {table}.{column} of {row.Stream} was altered");
                    altered.Add($"{table}.{column}");
                    await tampered.RestoreAsync(table);
                }
            }
        }

        (await tampered.FaultsAsync()).ShouldBeEmpty();
        altered.Concat(NotRead).ShouldBe((await tampered.ColumnsAsync(all: true)).Select(c => $"{c.Table}.{c.Column}"), ignoreOrder: true);
    }

    [Fact]
    public async Task Any_letter_of_an_event_is_found()
    {
        await using var tampered = await TamperedAsync();
        var random = new Random(20_261_127);
        var events = (await tampered.RowsAsync("mt_events"))
            .Where(r => !r.Stream.StartsWith("model-bytes/", StringComparison.Ordinal))
            .ToList();
        for (var i = 0; i < 60; i++)
        {
            var row = events[random.Next(events.Count)];
            var text = await tampered.DataAsync(row.Where);
            var digits = Enumerable.Range(0, text.Length).Where(at => char.IsAsciiDigit(text[at])).ToArray();
            var place = digits[random.Next(digits.Length)];
            var other = (char)('0' + (text[place] - '0' + 1 + random.Next(9)) % 10);
            if (
                !await tampered.AlterAsync(
                    $"update {tampered.Schema}.mt_events set data = '{text[..place]}{other}{text[(place + 1)..]}' where {row.Where}"
                )
            )
            {
                continue;
            }

            (await tampered.FaultsAsync())
                .ShouldHaveSingleItem($"{text[place]} to {other} at {place} of {text}")
                .Message.ShouldContain(row.Stream);
            await tampered.RestoreAsync("mt_events");
        }
    }

    [Theory]
    [InlineData("delete from {0}.mt_events where stream_id = 'model/fraud' and version = 2", "model/fraud/2")]
    [InlineData("delete from {0}.mt_events where stream_id = 'model/fraud' and version = 4", "model/fraud/4")]
    [InlineData("delete from {0}.mt_events where stream_id = 'model/fraud'", "model/fraud/1")]
    [InlineData("delete from {0}.mt_streams where id = 'model/fraud'", "its row among the streams is gone")]
    [InlineData(
        "delete from {0}.mt_events where starts_with(stream_id, 'model-bytes/') and stream_id = (select min(stream_id) from {0}.mt_events "
            + "where starts_with(stream_id, 'model-bytes/'))",
        "its bytes are gone"
    )]
    [InlineData(
        "delete from {0}.mt_events where starts_with(stream_id, 'model-bytes/'); delete from {0}.mt_streams where starts_with(id, "
            + "'model-bytes/')",
        "was registered and is gone"
    )]
    [InlineData(
        "update {0}.mt_events t set data = o.data, type = o.type, mt_dotnet_type = o.mt_dotnet_type from {0}.mt_events o where "
            + "t.stream_id = 'model/fraud' and o.stream_id = t.stream_id and (t.version, o.version) in ((3, 4), (4, 3))",
        "model/fraud/3"
    )]
    [InlineData(
        "update {0}.mt_events t set data = o.data from {0}.mt_events o where t.stream_id = 'model/fraud' and o.stream_id = 'model/other' "
            + "and t.version = 1 and o.version = 1",
        "model/fraud/1"
    )]
    public async Task Events_dropped_swapped_and_taken_from_elsewhere_are_found(string sql, string named)
    {
        await using var tampered = await TamperedAsync();
        (await tampered.AlterAsync(string.Format(CultureInfo.InvariantCulture, sql, tampered.Schema))).ShouldBeTrue();

        (await tampered.FaultsAsync()).ShouldContain(
            f => f.Message.Contains(named, StringComparison.Ordinal),
            string.Join("; ", await tampered.FaultsAsync())
        );
    }

    [Fact]
    public async Task A_history_written_anew_with_its_seals_shows_by_a_checkpoint_only()
    {
        await using var tampered = await TamperedAsync();
        var signed = new Checkpoint(Checkpoint.CurrentFormat, "fraud", Timestamp.Epoch, null, [])
        {
            Histories = (await tampered.Registry.WalkAsync()).Heads,
        };
        using (var forged = new ModelRegistry(database.ConnectionString, TimeProvider.System, tampered.Schema))
        {
            await tampered.AlterAsync(
                $"delete from {tampered.Schema}.mt_events where stream_id = 'model/fraud'; delete from {tampered.Schema}.mt_streams where "
                    + "id = 'model/fraud'"
            );
            foreach (var model in new[] { 2, 1 })
                await forged.RegisterAsync("fraud", SampleModels.Model(model), SampleModels.Description(0.99));
            foreach (var version in new[] { 1, 2 })
                await forged.PromoteAsync("fraud", version);
        }

        var walk = await tampered.Registry.WalkAsync();
        walk.Faults.ShouldBeEmpty();
        var report = HashChainCheck.Add(new VerifyReport([]), signed, [walk]);
        var fault = report.Faults.ShouldHaveSingleItem();
        (fault.Kind, fault.Version).ShouldBe((FaultKind.HistoryDiffers, 4L));
        fault.Message.ShouldContain("model/fraud/4");
        fault.Message.ShouldContain("signed");
        HashChainCheck.Add(new VerifyReport([]), signed with { Histories = null }, [walk]).IsSound.ShouldBeTrue();
    }

    [Fact]
    public async Task A_checkpoint_holds_while_histories_go_on_and_is_not_made_of_a_broken_one()
    {
        await using var tampered = await TamperedAsync();
        await using var store = await database.NewStoreAsync();
        await Samples.FillAsync(store, Samples.Stream, 2, rows: 2);
        var first = await new CheckpointBuilder(store, TimeProvider.System)
        {
            Histories = [await tampered.Registry.WalkAsync()],
        }.BuildAsync("card-fraud");
        first.Histories!.Select(h => (h.Stream, h.Version)).ShouldBe([("model/fraud", 4L), ("model/other", 6L)]);
        using var key = OperatorKey.Create();
        var signed = SignedCheckpoint.Read(Encoding.UTF8.GetBytes(first.Sign(key).Write()), key);
        signed.Content.Histories.ShouldBe(first.Histories);
        await tampered.Registry.PromoteAsync("fraud", 2);

        var second = await new CheckpointBuilder(store, TimeProvider.System)
        {
            Histories = [await tampered.Registry.WalkAsync()],
        }.BuildAsync("card-fraud", signed);
        second.Histories!.Single(h => h.Stream == "model/fraud").Version.ShouldBe(5);
        HashChainCheck.Add(new VerifyReport([]), first, [await tampered.Registry.WalkAsync()]).IsSound.ShouldBeTrue();

        await tampered.AlterAsync(
            $"update {tampered.Schema}.mt_events set data = jsonb_set(data, '{{Version}}', '1') where stream_id = 'model/fraud' and "
                + "version = 5"
        );
        var broken = new CheckpointBuilder(store, TimeProvider.System) { Histories = [await tampered.Registry.WalkAsync()] };
        (await Should.ThrowAsync<EvidenceException>(() => broken.BuildAsync("card-fraud", signed))).Message.ShouldContain("model/fraud/5");
    }

    [Fact]
    public async Task What_an_earlier_release_wrote_without_seals_is_covered_by_the_first_one_after_it()
    {
        await using var tampered = await TamperedAsync();
        await tampered.AlterAsync(
            $"update {tampered.Schema}.mt_events set data = data - 'Seal', id = gen_random_uuid() where stream_id = 'model/fraud'"
        );
        (await tampered.FaultsAsync()).ShouldBeEmpty();
        await tampered.Registry.PromoteAsync("fraud", 2);
        (await tampered.FaultsAsync()).ShouldBeEmpty();

        await tampered.AlterAsync(
            $"update {tampered.Schema}.mt_events set data = jsonb_set(data, '{{Size}}', '999') where stream_id = 'model/fraud' and "
                + "version = 1"
        );
        (await tampered.FaultsAsync()).ShouldHaveSingleItem().Message.ShouldContain("model/fraud/5: the event, or one before it");
    }

    [Fact]
    public async Task A_topology_s_history_is_gone_through_like_a_model_s()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        foreach (var version in new[] { 1, 2, 3 })
            await store.Topologies.RecordAsync("one", version, $"topology: one # {version}", [], DateTimeOffset.UnixEpoch);
        await store.Topologies.RecordAsync("one-more", 1, "topology: one-more", [], DateTimeOffset.UnixEpoch);
        var sound = await store.Topologies.WalkAsync("one");
        sound.Faults.ShouldBeEmpty();
        sound.Heads.ShouldHaveSingleItem().Version.ShouldBe(3);

        (
            await database.ExecuteAsync(
                $"update {schema}.mt_events set data = jsonb_set(data, '{{At}}', '\"1971-01-01T00:00:00+00:00\"') where stream_id = "
                    + "'topology-history/one' and version = 2"
            )
        ).ShouldBe(1);

        (await store.Topologies.WalkAsync("one")).Faults.ShouldHaveSingleItem().Message.ShouldContain("topology-history/one/2");
        (await store.Topologies.WalkAsync("one-more")).Faults.ShouldBeEmpty();
        (await store.Topologies.WalkAsync("never-run")).Faults.ShouldBeEmpty();
    }

    /// <summary>A registry with two models under one name, one of them under another too, and a copy of its tables.</summary>
    async Task<TamperedRegistry> TamperedAsync()
    {
        var schema = database.NewSchema();
        var registry = new ModelRegistry(database.ConnectionString, TimeProvider.System, schema);
        await registry.EnsureSchemaAsync();
        await registry.RegisterAsync("fraud", SampleModels.Model(1), SampleModels.Description(0.1 + 0.2));
        await registry.RegisterAsync("fraud", SampleModels.Model(2), SampleModels.Description(1e-5));
        await registry.RegisterAsync("other", SampleModels.Model(1), SampleModels.Description(1e15));
        await registry.PromoteAsync("fraud", 2);
        await registry.PromoteAsync("fraud", 1);
        var evidence = new ModelEvidence("better on October", new Dictionary<string, double> { ["gain"] = 0.25 });
        await registry.ShadowAsync("other", 1, new Authorship("ann", "retrained"));
        await registry.CanaryAsync("other", 1, 0.05, new Authorship("policy", "gates", evidence));
        await registry.RollBackAsync("other", 1);
        await registry.ShadowAsync("other", 1);
        await registry.RejectAsync("other", 1);
        var tampered = new TamperedRegistry(registry, schema, NpgsqlDataSource.Create(database.ConnectionString));
        await tampered.AlterAsync($"alter table {schema}.mt_events drop constraint fkey_mt_events_stream_id; create schema {schema}_kept");
        foreach (var table in TamperedRegistry.Tables)
            await tampered.AlterAsync($"create table {schema}_kept.{table} as select * from {schema}.{table}");
        return tampered;
    }

    sealed class TamperedRegistry(ModelRegistry registry, string schema, NpgsqlDataSource source) : IAsyncDisposable
    {
        public static readonly string[] Tables = ["mt_events", "mt_streams"];

        public ModelRegistry Registry => registry;

        public string Schema => schema;

        public async Task<IReadOnlyList<HashChainFault>> FaultsAsync() => (await registry.WalkAsync()).Faults;

        /// <summary>False where the database itself does not allow it, or nothing was altered.</summary>
        public async Task<bool> AlterAsync(string sql)
        {
            try
            {
                await using var command = source.CreateCommand(sql);
                return await command.ExecuteNonQueryAsync() > 0;
            }
            catch (PostgresException e)
                when (e.SqlState
                        is PostgresErrorCodes.UniqueViolation
                            or PostgresErrorCodes.NotNullViolation
                            or PostgresErrorCodes.InvalidTextRepresentation
                )
            {
                return false;
            }
        }

        public Task<bool> RestoreAsync(string table) =>
            AlterAsync($"delete from {schema}.{table}; insert into {schema}.{table} select * from {schema}_kept.{table}");

        public async Task<string> DataAsync(string where) =>
            (
                await source
                    .CreateCommand($"select data::text from {schema}.mt_events where {where}")
                    .ListAsync(r => r.GetString(0), CancellationToken.None)
            )[0];

        public Task<List<(string Stream, string Where)>> RowsAsync(string table) =>
            source
                .CreateCommand(
                    table == "mt_events"
                        ? $"select stream_id, format('stream_id = %L and version = %s', stream_id, version) from {schema}.mt_events order "
                            + "by stream_id, version"
                        : $"select id, format('id = %L', id) from {schema}.mt_streams order by id"
                )
                .ListAsync(r => (r.GetString(0), r.GetString(1)), CancellationToken.None);

        public async Task<List<(string Table, string Column, string Type)>> ColumnsAsync(bool all = false)
        {
            var columns = await source
                .CreateCommand(
                    "select table_name::text, column_name::text, data_type::text from information_schema.columns where table_schema = "
                        + $"'{schema}' order by 1, ordinal_position"
                )
                .ListAsync(r => (Table: r.GetString(0), Column: r.GetString(1), Type: r.GetString(2)), CancellationToken.None);
            return [.. columns.Where(c => Tables.Contains(c.Table) && (all || !NotRead.Contains($"{c.Table}.{c.Column}")))];
        }

        public async ValueTask DisposeAsync()
        {
            registry.Dispose();
            await source.DisposeAsync();
        }
    }
}
