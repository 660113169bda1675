using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Retention;

/// <summary>
/// Where segments begin, so that nobody has to read every header to know. Follows from the headers alone; verification holds it against
/// them, and it is made anew with the rest of the lookup index.
/// </summary>
static class SegmentTable
{
    public static string Ddl(string schema) =>
        $"""
            create table if not exists {schema}.segments (stream text not null, version bigint not null, primary key (stream, version));
            """;

    /// <summary>Those that begin in an append.</summary>
    public static IEnumerable<(string Stream, long Version)> Begun(IEnumerable<StreamWrite> writes) =>
        writes.SelectMany(w => w.Batches.Where(b => b.Tail.Header!.SegmentBefore is not null), (w, b) => (w.Name, b.Version));

    /// <summary>Adds those that begin with one of the batches of an append.</summary>
    public static async Task InsertAsync(
        NpgsqlConnection connection,
        string schema,
        IReadOnlyList<(string Stream, long Version)> begun,
        CancellationToken stop
    )
    {
        if (begun.Count == 0)
            return;
        await using var insert = new NpgsqlCommand(
            $"insert into {schema}.segments (stream, version) select * from unnest($1, $2)",
            connection
        )
            .With(begun.Select(b => b.Stream).ToArray())
            .With(begun.Select(b => b.Version).ToArray());
        await insert.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Removes those up to a version.</summary>
    public static async Task DeleteAsync(NpgsqlConnection connection, string schema, string stream, long upTo, CancellationToken stop)
    {
        await using var delete = new NpgsqlCommand($"delete from {schema}.segments where stream = $1 and version <= $2", connection)
            .With(stream)
            .With(upTo);
        await delete.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Versions with which segments of a stream begin, in order.</summary>
    public static Task<List<long>> ListAsync(LineageDatabase database, StreamKey stream, CancellationToken stop) =>
        database
            .Reading.CreateCommand($"select version from {database.Options.Schema}.segments where stream = $1 order by version")
            .With(stream.ToString())
            .ListAsync(r => r.GetInt64(0), stop);
}
