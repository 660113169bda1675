using System.Runtime.CompilerServices;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Events.Rows.Gather;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology;

namespace Streaming.Lineage.Export;

/// <summary>
/// All records of a topology as one table: the final stage's rows and the rejected records of every stage, under one
/// schema. Columns are handed on as they are stored, without copying, so that writing the file is what takes the time.
/// </summary>
public sealed class LineageExport(LineageStore store)
{
    /// <summary>Small batches are put together to at least this many rows.</summary>
    const int RowsAtLeast = 8_192;

    /// <summary>The columns of every batch that <see cref="ReadAsync"/> gives.</summary>
    /// <exception cref="StreamingException">A column that was asked for is not there.</exception>
    public static Schema Schema(ExportRequest request) => new(ExportColumns.Of(request).Select(c => c.Field), metadata: null);

    /// <summary>Records there are at most, for a progress bar.</summary>
    public async Task<long> CountAsync(ExportRequest request, CancellationToken stop = default)
    {
        var streams = await store.ListStreamsAsync(request.Plan.Topology.Name, stop);
        return streams.Sum(s => s.Totals.Rejected + (IsFinal(request, s.Stream) ? s.Totals.Rows : 0));
    }

    /// <summary>Stream by stream, batch by batch; within one stage partition in the order in which it worked.</summary>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(ExportRequest request, [EnumeratorCancellation] CancellationToken stop = default)
    {
        var columns = ExportColumns.Of(request);
        var schema = new Schema(columns.Select(c => c.Field), metadata: null);
        var (waiting, rows) = (new List<RecordBatch>(), 0);
        await foreach (var part in PartsAsync(request, stop))
        {
            waiting.Add(Table(schema, columns, part));
            rows += part.Rows.Length;
            if (rows < RowsAtLeast)
                continue;
            yield return RowGather.Concat(waiting);
            rows = 0;
            waiting.Clear();
        }

        if (rows > 0)
            yield return RowGather.Concat(waiting);
    }

    async IAsyncEnumerable<ExportPart> PartsAsync(ExportRequest request, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var summary in await store.ListStreamsAsync(request.Plan.Topology.Name, stop))
        {
            var final = IsFinal(request, summary.Stream);
            if (!final && summary.Totals.Rejected == 0)
                continue;
            var versions = await store.Index.VersionsWithinAsync(summary.Stream.ToString(), request.From, request.To, final, stop);
            await foreach (var batch in store.Events.BatchesAsync(summary.Stream, versions, stop))
            {
                if (final && Part(batch, TableNames.Rows, SystemColumns.EventTime, request) is { } scored)
                    yield return scored;
                if (Part(batch, TableNames.Rejected, SystemColumns.SourceTime, request) is { } rejected)
                    yield return rejected;
            }
        }
    }

    /// <summary>The rows of a table that lie within the times asked for; null when there are none.</summary>
    static ExportPart? Part(LineageBatch batch, string name, string timeColumn, ExportRequest request)
    {
        if (batch.Table(name) is not { Length: > 0 } table)
            return null;
        var times = Columns.Times(table, timeColumn);
        var rows = new List<int>(times.Length);
        for (var i = 0; i < times.Length; i++)
        {
            if (times[i] >= request.From && times[i] < request.To)
                rows.Add(i);
        }

        if (rows.Count == 0)
            return null;
        var numbers = rows.ToArray();
        return new ExportPart(
            batch,
            numbers.Length == table.Length ? table : RowGather.Take(table, numbers),
            name == TableNames.Rejected,
            numbers
        );
    }

    static RecordBatch Table(Schema schema, IReadOnlyList<ExportColumn> columns, ExportPart part)
    {
        var values = new IArrowArray[columns.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var field = columns[i].Field;
            values[i] = columns[i].Values(part) ?? Nulls(field, part.Rows.Length);
            if (values[i].Data.DataType.TypeId != field.DataType.TypeId)
            {
                throw new StreamingException(
                    $"{field.Name} was recorded as {values[i].Data.DataType.Name} in {part.Batch.Stream}/{part.Batch.Version}, and the "
                        + $"topology says {field.DataType.Name}:"
                        + " export with the topology file of that time, or leave the column out."
                );
            }
        }

        return new RecordBatch(schema, values, part.Rows.Length);
    }

    static IArrowArray Nulls(Field field, int count)
    {
        var nulls = ColumnBuilder.For(field.DataType);
        for (var i = 0; i < count; i++)
            nulls.AppendNull();
        return nulls.Build();
    }

    static bool IsFinal(ExportRequest request, StreamKey stream) =>
        string.Equals(stream.Stage, request.Plan.Final.Name, StringComparison.Ordinal);
}
