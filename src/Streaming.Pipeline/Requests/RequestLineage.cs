using Apache.Arrow;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;

namespace Streaming.Pipeline.Requests;

/// <summary>
/// Writes batches of requests into a stream that this process has for itself. None is claimed: whoever finds that somebody else has written
/// to the stream moves on to the next one, so that processes that write at the same time soon write to as many streams. Not thread safe.
/// </summary>
sealed class RequestLineage(LineageStore store, string topology, SegmentRule segments)
{
    int _partition;
    LineageTail? _tail;

    /// <summary>Appends batches; they are durable when it returns.</summary>
    /// <returns>They, in their order.</returns>
    /// <exception cref="Store.StoreUnavailableException">The database does not answer; whether they were written is unknown.</exception>
    public async Task<IReadOnlyList<PreparedBatch>> AppendAsync(
        IReadOnlyList<(BatchHeader Header, RecordBatch Rows)> batches,
        CancellationToken stop
    )
    {
        while (true)
        {
            var stream = new StreamKey(topology, StreamKey.Requests, _partition);
            var tail = _tail ?? await store.ReadTailAsync(stream, stop) ?? LineageTail.Start(stream);
            _tail = null;
            var prepared = new List<PreparedBatch>(batches.Count);
            foreach (var (header, rows) in batches)
            {
                prepared.Add(PreparedBatch.Create(tail, header, [new LineageTable(TableNames.Rows, rows)], segments: segments));
                tail = prepared[^1].Tail;
            }

            if ((await store.AppendAsync(prepared, stop)).AllAppended)
            {
                _tail = tail;
                return prepared;
            }

            _partition++;
        }
    }
}
