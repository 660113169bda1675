using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;

namespace Streaming.Learning.Recorded;

/// <summary>Goes through the batches of streams from an event time on, and keeps account of which ones.</summary>
sealed class BatchPass(LineageStore store, Timestamp from)
{
    readonly List<LineageRange> _ranges = [];

    /// <summary>The batches that were read.</summary>
    internal IReadOnlyList<LineageRange> Ranges => _ranges;

    internal Task ForEachAsync(IEnumerable<StreamSummary> streams, string table, Action<RecordBatch> take, CancellationToken stop) =>
        ForEachAsync(streams, table, (_, decoded) => take(decoded), stop);

    internal async Task ForEachAsync(
        IEnumerable<StreamSummary> streams,
        string table,
        Action<BatchHeader, RecordBatch> take,
        CancellationToken stop
    )
    {
        foreach (var summary in streams)
        {
            var (first, last) = (0L, 0L);
            await foreach (var batch in store.ReadSinceAsync(summary.Stream, from, stop))
            {
                if (first == 0)
                    first = batch.Version;
                last = batch.Version;
                using var decoded = batch.Table(table);
                if (decoded is not null)
                    take(batch.Header, decoded);
            }

            if (first > 0)
                _ranges.Add(new LineageRange(summary.Stream.ToString(), first, last));
        }
    }
}
