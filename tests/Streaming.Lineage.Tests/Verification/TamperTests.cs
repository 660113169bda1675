using System.Globalization;
using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Tests.Verification;

/// <summary>
/// Somebody with all rights alters a bit in a column, of every column of every table of lineage: what the database itself
/// does not refuse, verification finds.
/// </summary>
public sealed class TamperTests(DatabaseFixture database)
{
    const int Batches = 6;

    /// <summary>Marten's own time stamps: nobody reads them, and nothing follows from them. Batches carry their own.</summary>
    static readonly string[] NotLineage = ["mt_events.timestamp", "mt_streams.timestamp", "mt_streams.created"];

    /// <summary>
    /// Marten's tables for what is not used here; and where followers stand and what they found, which is theirs and not lineage: each
    /// holds its own position against the hash of the batch it names, and finds the same again from the beginning.
    /// </summary>
    static readonly string[] Empty =
    [
        "drift_alarms",
        "drift_streams",
        "follower_positions",
        "followers",
        "mt_doc_deadletterevent",
        "mt_event_progression",
        "mt_event_projection_floors",
        "mt_high_water_skips",
        "outcomes_alarms",
        "outcomes_streams",
    ];

    /// <summary>Low, middle and high bits: an alteration may be small or gross.</summary>
    static readonly int[] Bits = [0, 3, 29];

    [Fact]
    public async Task A_bit_altered_in_any_column_of_any_table_is_found()
    {
        var (store, schema) = await StoreAsync(merged: true);
        await using var _ = store;
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var columns = await ColumnsAsync(source, schema);
        var altered = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (table, column, type) in columns.Where(c => !NotLineage.Contains($"{c.Table}.{c.Column}")))
        {
            foreach (var bit in Bits)
            {
                if (
                    !await AlterAsync(
                        source,
                        $"update {schema}.{table} set {column} = {AlteredBit.Of(column, type, bit)} where ctid = (select ctid from "
                            + $"{schema}.{table} order by {Order(table)} limit 1 offset 1)"
                    )
                )
                {
                    continue;
                }

                var report = await new ChainVerifier(store).VerifyAsync(TopologyOf(table));

                report.IsSound.ShouldBeFalse($"bit {bit} of {table}.{column} was altered");
                report.Faults.First().Message.ShouldContain("/", customMessage: "the stream is named");
                altered[$"{table}.{column}"] = altered.GetValueOrDefault($"{table}.{column}") + 1;
                await RestoreAsync(source, schema, table);
            }
        }

        (await new ChainVerifier(store).VerifyAsync("card-fraud")).IsSound.ShouldBeTrue();
        // Each column was really altered, and each table is known.
        altered.Keys.Concat(NotLineage).ShouldBe(columns.Select(c => $"{c.Table}.{c.Column}"), ignoreOrder: true);
        columns.Select(c => c.Table).Distinct().Concat(Empty).Order(StringComparer.Ordinal).ShouldBe(await TablesAsync(source, schema));
    }

    [Fact]
    public async Task Any_bit_of_a_stored_batch_is_found()
    {
        var (store, schema) = await StoreAsync(merged: false);
        await using var _ = store;
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var random = new Random(20_241_103);
        for (var i = 0; i < 60; i++)
        {
            var (version, place) = (random.Next(1, Batches + 1), random.NextDouble().ToString(CultureInfo.InvariantCulture));
            await AlterAsync(
                source,
                $"update {schema}.mt_events set bdata = set_bit(bdata, floor({place} * 8 * octet_length(bdata))::bigint, 1 - "
                    + $"get_bit(bdata, floor({place} * 8 * octet_length(bdata))::bigint)) where stream_id = '{Samples.Stream}' and "
                    + $"version = {version}"
            );

            var fault = (await new ChainVerifier(store).VerifyAsync("card-fraud"))
                .Streams.Single(s => s.Stream == Samples.Stream)
                .Chain.ShouldNotBeNull($"{place} of version {version}");

            fault.Version.ShouldBe(version, $"{place} of version {version}: {fault.Message}");
            await RestoreAsync(source, schema, "mt_events");
        }
    }

    [Theory]
    [InlineData("delete from {0}.{1} where ctid = (select ctid from {0}.{1} order by {2} limit 1 offset 1)")]
    [InlineData("delete from {0}.{1}")]
    [InlineData(
        "update {0}.{1} t set {3} from (select * from {0}.{1} order by {2} limit 1 offset 1) a, (select * from {0}.{1} order by {2} limit "
            + "1 offset 2) b where {4}"
    )]
    public async Task Rows_dropped_or_swapped_are_found(string sql)
    {
        // The last of a stream's merged filters may be missing at any time: it is built later, and lookups do without.
        var drops = sql.StartsWith("delete", StringComparison.Ordinal);
        var (store, schema) = await StoreAsync(merged: !drops);
        await using var _ = store;
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        foreach (
            var (table, value, key) in new[]
            {
                ("mt_events", "bdata", "seq_id"),
                ("batches", "filter", "ctid"),
                ("batches", "max_time", "ctid"),
                ("groups", "filter", "stream"),
                ("snapshots", "body", "ctid"),
            }
        )
        {
            var swap =
                key == "ctid"
                    ? $"{value} = case when (t.stream, t.version) = (a.stream, a.version) then b.{value} else a.{value} end"
                    : $"{value} = case when t.{key} = a.{key} then b.{value} else a.{value} end";
            var statement = string.Format(
                CultureInfo.InvariantCulture,
                sql,
                schema,
                table,
                Order(table),
                swap,
                key == "ctid" ? "(t.stream, t.version) in ((a.stream, a.version), (b.stream, b.version))" : $"t.{key} in (a.{key}, b.{key})"
            );
            if (table == "groups" && drops)
                continue;
            (await AlterAsync(source, statement)).ShouldBeTrue(statement);

            (await new ChainVerifier(store).VerifyAsync(TopologyOf(table))).IsSound.ShouldBeFalse(statement);
            await RestoreAsync(source, schema, table);
        }
    }

    /// <summary>Only the long streams of another topology have merged filters.</summary>
    static string TopologyOf(string table) => table == "groups" ? "merged" : "card-fraud";

    static string Order(string table) =>
        table switch
        {
            "mt_events" => "stream_id, version",
            "mt_streams" => "id",
            "batches" or "snapshots" or "segments" => "stream, version",
            "groups" => "stream, first_version",
            _ => "1",
        };

    /// <summary>False where the database itself does not allow it.</summary>
    static async Task<bool> AlterAsync(NpgsqlDataSource source, string sql)
    {
        try
        {
            await using var command = source.CreateCommand(sql);
            return await command.ExecuteNonQueryAsync() > 0;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.NotNullViolation)
        {
            return false;
        }
    }

    static async Task RestoreAsync(NpgsqlDataSource source, string schema, string table)
    {
        await using var command = source.CreateCommand(
            $"delete from {schema}.{table}; insert into {schema}.{table} select * from {schema}_kept.{table}"
        );
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Three streams of a few batches, three so long that their filters were merged, and a copy of every table beside
    /// them.</summary>
    async Task<(LineageStore Store, string Schema)> StoreAsync(bool merged)
    {
        var schema = database.NewSchema();
        var store = database.Open(schema);
        await store.EnsureSchemaAsync();
        foreach (var stream in new[] { Samples.Stream, Samples.Stream with { Partition = 1 }, Samples.Stream with { Partition = 2 } })
        {
            var tail = await Samples.FillAsync(store, stream, Batches, rows: 3);
            var state = Samples.WithSnapshot(tail, (byte)(stream.Partition + 1));
            // Another text begins a segment.
            var next = PreparedBatch.Create(state.Tail, Samples.Header() with { TopologyHash = "cd34" }, []);
            await store.AppendAsync([state, next]);
        }

        foreach (var partition in Enumerable.Range(0, merged ? 3 : 0))
        {
            var tail = LineageTail.Start(new StreamKey("merged", "labels", partition));
            var batch = PreparedBatch.Create(
                tail,
                Samples.Header(),
                [new LineageTable(TableNames.Labels, Samples.Labels(partition * 100_000, 70_000))]
            );
            await store.AppendAsync([batch]);
            await store.AppendAsync([
                PreparedBatch.Create(batch.Tail, Samples.Header(), [new LineageTable(TableNames.Labels, Samples.Labels(70_000, 3))]),
            ]);
        }

        await store.IndexIdleAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using (
            var drop = source.CreateCommand(
                $"alter table {schema}.mt_events drop constraint fkey_mt_events_stream_id; create schema {schema}_kept"
            )
        )
        {
            await drop.ExecuteNonQueryAsync();
        }

        foreach (var table in await TablesAsync(source, schema))
        {
            await using var copy = source.CreateCommand($"create table {schema}_kept.{table} as select * from {schema}.{table}");
            await copy.ExecuteNonQueryAsync();
        }

        return (store, schema);
    }

    static async Task<IEnumerable<string>> TablesAsync(NpgsqlDataSource source, string schema) =>
        (
            await source
                .CreateCommand($"select table_name::text from information_schema.tables where table_schema = '{schema}'")
                .ListAsync(r => r.GetString(0), CancellationToken.None)
        ).Order(StringComparer.Ordinal);

    /// <summary>Columns of the tables that hold something.</summary>
    static async Task<List<(string Table, string Column, string Type)>> ColumnsAsync(NpgsqlDataSource source, string schema)
    {
        var all = await source
            .CreateCommand(
                "select table_name::text, column_name::text, data_type::text from information_schema.columns where table_schema = "
                    + $"'{schema}' order by table_name, ordinal_position"
            )
            .ListAsync(r => (Table: r.GetString(0), Column: r.GetString(1), Type: r.GetString(2)), CancellationToken.None);
        var filled = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in all.Select(c => c.Table).Distinct())
        {
            if (
                (
                    await source
                        .CreateCommand($"select count(*) from {schema}.{table}")
                        .ListAsync(r => r.GetInt64(0), CancellationToken.None)
                )[0] > 0
            )
            {
                filled.Add(table);
            }
        }

        return [.. all.Where(c => filled.Contains(c.Table))];
    }
}
