using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Snapshots;

/// <summary>A snapshot whose bytes are those that lineage names.</summary>
/// <param name="Version">The batch after which it was taken.</param>
/// <param name="Body">What the stage wrote.</param>
public sealed record StoredSnapshot(long Version, byte[] Body);

/// <summary>Finds the snapshots that a stream's lineage names.</summary>
sealed class SnapshotReader(EventQueries events, SnapshotQueries snapshots, ILogger log)
{
    /// <summary>Newest first; what is missing or altered is left out with a warning.</summary>
    public async IAsyncEnumerable<StoredSnapshot> NewestFirstAsync(LineageTail tail, [EnumeratorCancellation] CancellationToken stop)
    {
        var header = tail.Header;
        for (var i = 0; i < SnapshotWriter.Kept && header?.Snapshot is { } named && named.Version <= tail.Version; i++)
        {
            var body = await snapshots.ReadAsync(tail.Stream, named.Version, stop);
            if (body is null)
                LineageLog.SnapshotMissing(log, tail.Stream.ToString(), named.Version);
            else if (!named.Matches(body))
                LineageLog.SnapshotAltered(log, tail.Stream.ToString(), named.Version);
            else
                yield return new StoredSnapshot(named.Version, body);
            header = await HeaderBeforeAsync(tail.Stream, named.Version, stop);
        }
    }

    async Task<BatchHeader?> HeaderBeforeAsync(StreamKey stream, long version, CancellationToken stop)
    {
        await foreach (var batch in events.BatchesAsync(stream, version - 1, version - 1, stop))
            return batch.Header;
        return null;
    }
}
