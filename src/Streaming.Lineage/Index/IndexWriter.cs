using Npgsql;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Index;

/// <summary>Writes index rows inside somebody's transaction, any number in one round trip.</summary>
static class IndexWriter
{
    public static async Task InsertAsync(
        NpgsqlConnection connection,
        string schema,
        IReadOnlyList<(string Stream, long Version, IndexEntry Entry)> rows,
        CancellationToken stop
    )
    {
        await using var command = new NpgsqlCommand(
            $"insert into {schema}.batches (stream, version, rows, labels, rejected, min_time, max_time, clock, filter, kinds)"
                + " select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            connection
        );
        Add(r => r.Stream);
        Add(r => r.Version);
        Add(r => r.Entry.Rows);
        Add(r => r.Entry.Labels);
        Add(r => r.Entry.Rejected);
        Add(r => r.Entry.MinTime.Micros);
        Add(r => r.Entry.MaxTime.Micros);
        Add(r => r.Entry.Watermark.Micros);
        Add(r => r.Entry.Filter);
        Add(r => (int)r.Entry.Kinds);
        await command.ExecuteNonQueryAsync(stop);

        void Add<T>(Func<(string Stream, long Version, IndexEntry Entry), T> value) => command.With(rows.Select(value).ToArray());
    }

    /// <summary>Keeps a group unless another process made one from the same first version on.</summary>
    public static async Task InsertAsync(NpgsqlConnection connection, string schema, FilterGroup group, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(
            $"insert into {schema}.groups (stream, first_version, last_version, filter, kinds) values ($1, $2, $3, $4, $5) "
                + "on conflict do nothing",
            connection
        )
            .With(group.Range.Stream)
            .With(group.Range.First)
            .With(group.Range.Last)
            .With(group.Filter)
            .With((int)group.Kinds);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Deletes a stream's index rows and groups up to a version.</summary>
    public static async Task DeleteAsync(NpgsqlConnection connection, string schema, string stream, long upTo, CancellationToken stop)
    {
        await using var batches = new NpgsqlCommand($"delete from {schema}.batches where stream = $1 and version <= $2", connection)
            .With(stream)
            .With(upTo);
        await batches.ExecuteNonQueryAsync(stop);
        await DeleteGroupsAsync(connection, schema, stream, upTo, stop);
    }

    /// <summary>Deletes a stream's groups that begin up to a version.</summary>
    public static async Task DeleteGroupsAsync(NpgsqlConnection connection, string schema, string stream, long upTo, CancellationToken stop)
    {
        await using var groups = new NpgsqlCommand($"delete from {schema}.groups where stream = $1 and first_version <= $2", connection)
            .With(stream)
            .With(upTo);
        await groups.ExecuteNonQueryAsync(stop);
    }
}
