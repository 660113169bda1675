using Streaming.Lineage.Batches;
using Streaming.Lineage.Index;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Verification;

/// <summary>Makes the lookup index of a stream anew from its batches: the cure for <see cref="FaultKind.IndexDiffers"/>.</summary>
public sealed class IndexRebuild(LineageStore store)
{
    const int PageSize = 1_024;

    /// <summary>Rebuilds up to the stream's present tail, in one transaction; appends may go on meanwhile. Returns the batches
    /// indexed.</summary>
    /// <exception cref="LineageCorruptException">A batch itself is damaged.</exception>
    public async Task<long> RebuildAsync(StreamKey stream, CancellationToken stop = default)
    {
        var (name, schema) = (stream.ToString(), store.Database.Options.Schema);
        var tail = (await store.ReadTailAsync(stream, stop))?.Version ?? 0;
        // Not a writer's session: those are ended when their transaction pauses, as this one does to read.
        await using var connection = await store.Database.Reading.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await IndexWriter.DeleteAsync(connection, schema, name, tail, stop);
        await SegmentTable.DeleteAsync(connection, schema, name, tail, stop);

        var collector = new GroupCollector(stream);
        var rows = new List<(string, long, IndexEntry)>();
        await foreach (var batch in store.ReadAsync(stream, 1, tail, stop))
        {
            var facts = TableFacts.Of(batch.Header, batch.Table);
            rows.Add((name, batch.Version, IndexEntry.Of(facts, batch.Header.Watermark)));
            if (collector.Add(batch, facts) is { } group)
                await IndexWriter.InsertAsync(connection, schema, group.Merge(), stop);
            if (batch.Header.SegmentBefore is not null)
                await SegmentTable.InsertAsync(connection, schema, [(name, batch.Version)], stop);
            if (rows.Count < PageSize && batch.Version < tail)
                continue;
            await IndexWriter.InsertAsync(connection, schema, rows, stop);
            rows.Clear();
        }

        await transaction.CommitAsync(stop);
        return tail;
    }
}
