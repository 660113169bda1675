using Npgsql;
using Streaming.Lineage.Store;
using Streaming.Lineage.Tests.Setup;
using Streaming.Store;

namespace Streaming.Lineage.Tests.Store;

public sealed class FrozenWriterTests(DatabaseFixture database)
{
    [Fact]
    public async Task The_session_of_a_frozen_writer_is_ended_by_the_owner_it_blocks()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema, o =>
            o with
            {
                BlockerPatience = TimeSpan.FromMilliseconds(200),
                LockTimeout = TimeSpan.FromSeconds(20),
            }
        );
        await store.EnsureSchemaAsync();
        var tail = await Samples.FillAsync(store, Samples.Stream, batches: 1, rows: 2);
        await using var frozen = await LockNextVersionAsync(schema, LineageDatabase.WriterName);

        var result = await store.AppendAsync([Samples.Next(tail, 2)]);

        result.AllAppended.ShouldBeTrue();
        await Should.ThrowAsync<NpgsqlException>(async () =>
        {
            await using var command = new NpgsqlCommand("commit", frozen);
            await command.ExecuteNonQueryAsync();
        });
    }

    [Fact]
    public async Task A_session_that_is_no_lineage_writer_is_left_alone()
    {
        var schema = database.NewSchema();
        await using var store = database.Open(schema, o =>
            o with
            {
                BlockerPatience = TimeSpan.FromMilliseconds(50),
                LockTimeout = TimeSpan.FromMilliseconds(300),
                Attempts = 1,
            }
        );
        await store.EnsureSchemaAsync();
        var tail = await Samples.FillAsync(store, Samples.Stream, batches: 1, rows: 2);
        await using var somebody = await LockNextVersionAsync(schema, "psql");

        await Should.ThrowAsync<StoreUnavailableException>(() => store.AppendAsync([Samples.Next(tail, 2)]));

        await using var command = new NpgsqlCommand("rollback", somebody);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A transaction that has taken the next version of the stream and goes no further.</summary>
    async Task<NpgsqlConnection> LockNextVersionAsync(string schema, string application)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { ApplicationName = application, Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $"begin; insert into {schema}.batches (stream, version, rows, labels, rejected, min_time, max_time, clock, filter) values "
                + $"('{Samples.Stream}', 2, 0, 0, 0, 0, 0, 0, '')",
            connection
        );
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
