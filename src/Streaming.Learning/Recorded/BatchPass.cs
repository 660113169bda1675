using Apache.Arrow;
using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Datasets;
using Streaming.Lineage.Store;
using Streaming.Models;

namespace Streaming.Learning.Recorded;

/// <summary>Goes through the batches of streams from an event time on, and keeps account of which ones.</summary>
/// <param name="store">The lineage.</param>
/// <param name="from">The time.</param>
/// <param name="again">What was read before, which is to be read again and nothing else; null: all that there is by now.</param>
sealed class BatchPass(LineageStore store, Timestamp from, IReadOnlyList<LineageRange>? again = null)
{
    readonly List<DatasetRange> _read = [];

    /// <summary>The batches whose tables are decoded and given; all, unless somebody says so.</summary>
    internal Func<BatchHeader, bool> Which { get; init; } = _ => true;

    /// <summary>The event time from which on batches are read.</summary>
    internal Timestamp From => from;

    /// <summary>The batches that were read.</summary>
    internal IReadOnlyList<LineageRange> Ranges => [.. _read.Select(r => new LineageRange(r.Stream, r.First, r.Last) { Table = r.Table })];

    /// <summary>The same, with the roots over their hashes.</summary>
    internal IReadOnlyList<DatasetRange> Read => _read;

    internal Task ForEachAsync(IEnumerable<StreamSummary> streams, string table, Action<RecordBatch> take, CancellationToken stop) =>
        ForEachAsync(streams, table, (_, decoded) => take(decoded), stop);

    internal async Task ForEachAsync(
        IEnumerable<StreamSummary> streams,
        string table,
        Action<BatchHeader, RecordBatch> take,
        CancellationToken stop
    )
    {
        foreach (var stream in streams.Select(s => s.Stream))
        {
            var last = long.MaxValue;
            if (again is not null)
            {
                var before = again.FirstOrDefault(r => r.Stream == stream.ToString() && r.Table == table);
                if (before is null)
                    continue;
                last = before.LastVersion;
            }

            await ForEachAsync(stream, table, last, take, stop);
        }
    }

    async Task ForEachAsync(StreamKey stream, string table, long last, Action<BatchHeader, RecordBatch> take, CancellationToken stop)
    {
        var tree = new RangeTree(stream.ToString(), table);
        var versions = (await store.VersionsSinceAsync(stream, from, afterVersion: 0, stop)).Where(version => version <= last);
        await foreach (var batch in store.ReadAsync(stream, versions, stop))
        {
            tree.Add(batch);
            if (!Which(batch.Header))
                continue;
            using var decoded = batch.Table(table);
            if (decoded is not null)
                take(batch.Header, decoded);
        }

        if (!tree.IsEmpty)
            _read.Add(tree.ToRange());
    }
}
