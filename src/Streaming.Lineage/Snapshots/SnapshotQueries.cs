using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Store.Postgres;

namespace Streaming.Lineage.Snapshots;

/// <summary>Reads of the snapshots table.</summary>
sealed class SnapshotQueries(LineageDatabase database)
{
    readonly string _snapshots = $"{database.Options.Schema}.snapshots";

    /// <summary>Null where it is not there.</summary>
    public async Task<byte[]?> ReadAsync(StreamKey stream, long version, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand($"select body from {_snapshots} where stream = $1 and version = $2")
            .With(stream.ToString())
            .With(version);
        return (await command.ListAsync(r => r.GetFieldValue<byte[]>(0), stop)).FirstOrDefault();
    }

    /// <summary>Whether one is stored that a batch beyond the end of its stream would have to name.</summary>
    public async Task<bool> AnyBeyondEndAsync(StreamKey stream, CancellationToken stop)
    {
        var command = database
            .Reading.CreateCommand(
                $"select exists (select 1 from {_snapshots} where stream = $1 and version > (select version from "
                    + $"{database.Options.Schema}.mt_streams where id = $1))"
            )
            .With(stream.ToString());
        return (await command.ListAsync(r => r.GetBoolean(0), stop))[0];
    }

    /// <summary>What is stored of a stream, as it would have to be named.</summary>
    public Task<List<SnapshotReference>> StoredAsync(StreamKey stream, CancellationToken stop) =>
        database
            .Reading.CreateCommand($"select version, encode(sha256(body), 'hex') from {_snapshots} where stream = $1 order by version")
            .With(stream.ToString())
            .ListAsync(r => new SnapshotReference(r.GetInt64(0), r.GetString(1)), stop);
}
