using Npgsql;
using Streaming.Lineage.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Snapshots;

/// <summary>Writes snapshots inside the transaction that appends the batches that name them.</summary>
static class SnapshotWriter
{
    /// <summary>
    /// Kept of each stream. The one before the last is for a reader that learned of it just before it was followed, and for the
    /// case that the last is damaged.
    /// </summary>
    public const int Kept = 2;

    public static async Task InsertAsync(
        NpgsqlConnection connection,
        string schema,
        IReadOnlyList<StreamWrite> writes,
        CancellationToken stop
    )
    {
        // Several in one append: only those are written that would be kept.
        foreach (var write in writes)
        {
            foreach (var batch in write.Batches.Where(b => b.Snapshot is not null).TakeLast(Kept))
            {
                await using var insert = new NpgsqlCommand(
                    $"insert into {schema}.snapshots (stream, version, body) values ($1, $2, $3)",
                    connection
                )
                    .With(write.Name)
                    .With(batch.Version)
                    .With(batch.Snapshot!);
                await insert.ExecuteNonQueryAsync(stop);
            }

            if (!write.Batches.Any(b => b.Snapshot is not null))
                continue;
            await using var delete = new NpgsqlCommand(
                $"delete from {schema}.snapshots where stream = $1 and version not in (select version from {schema}.snapshots where "
                    + $"stream = $1 order by version desc limit {Kept})",
                connection
            ).With(write.Name);
            await delete.ExecuteNonQueryAsync(stop);
        }
    }
}
