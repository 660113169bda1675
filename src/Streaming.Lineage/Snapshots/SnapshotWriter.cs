using Npgsql;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Snapshots;

/// <summary>Writes snapshots inside the transaction that appends the batches that name them.</summary>
static class SnapshotWriter
{
    /// <summary>
    /// Kept of each stream. The one before the last is for a reader that learned of it just before it was followed, and for the
    /// case that the last is damaged. Beside them those that a segment begins from.
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
            foreach (var batch in KeptOf(write.Batches))
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
                    + $"stream = $1 order by version desc limit {Kept})"
                    + $" and version + 1 not in (select version from {schema}.segments where stream = $1)",
                connection
            ).With(write.Name);
            await delete.ExecuteNonQueryAsync(stop);
        }
    }

    /// <summary>The last ones, and those that a segment begins from: they stay as long as the segment does.</summary>
    static IEnumerable<PreparedBatch> KeptOf(IReadOnlyList<PreparedBatch> batches)
    {
        var all = batches.Index().Where(b => b.Item.Snapshot is not null).ToList();
        return all.Where(
                (b, i) =>
                    i >= all.Count - Kept
                    || (b.Index + 1 < batches.Count && batches[b.Index + 1].Tail.Header!.SegmentBefore?.SnapshotHash is not null)
            )
            .Select(b => b.Item);
    }
}
