using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Topology;

namespace Streaming.Events.Rows.Gather;

/// <summary>
/// Makes batches out of rows of other batches of the same schema: the merge in event-time order and the shuffle by key.
/// Results own their memory, except those of <see cref="Slice"/>.
/// </summary>
public static class RowGather
{
    /// <summary>
    /// Row i of the result is row <c>rowIndex[i]</c> of <c>sources[batchIndex[i]]</c>. Costs one pass over the indexes and
    /// one over each column.
    /// </summary>
    public static RecordBatch Take(IReadOnlyList<RecordBatch> sources, ReadOnlySpan<int> batchIndex, ReadOnlySpan<int> rowIndex)
    {
        if (batchIndex.Length != rowIndex.Length)
            throw new ArgumentException($"{batchIndex.Length} batch indexes do not fit {rowIndex.Length} row indexes.", nameof(rowIndex));
        CheckSchemas(sources);
        using var picks = Picks.Of(sources.Count, batchIndex, rowIndex);
        return Take(sources, picks);
    }

    /// <summary>Row i of the result is row <c>rows[i]</c> of the source.</summary>
    public static RecordBatch Take(RecordBatch source, ReadOnlySpan<int> rows)
    {
        using var picks = Picks.Of(rows);
        return Take([source], picks);
    }

    /// <summary>A view of some rows; shares the memory of <paramref name="batch"/>.</summary>
    public static RecordBatch Slice(RecordBatch batch, int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > batch.Length - offset)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length),
                $"Rows {offset} to {offset + (long)length} are not in a batch of {batch.Length}."
            );
        }

        return offset == 0 && length == batch.Length ? batch : batch.Slice(offset, length);
    }

    /// <summary>All rows of all sources, one source after the other.</summary>
    public static RecordBatch Concat(IReadOnlyList<RecordBatch> sources)
    {
        CheckSchemas(sources);
        if (sources.Count == 1)
            return sources[0];
        using var picks = Picks.Everything(sources);
        return Take(sources, picks);
    }

    static RecordBatch Take(IReadOnlyList<RecordBatch> sources, Picks picks)
    {
        var schema = sources[0].Schema;
        var columns = new IArrowArray[sources.Count];
        var result = new IArrowArray[schema.FieldsList.Count];
        for (var c = 0; c < result.Length; c++)
        {
            for (var s = 0; s < columns.Length; s++)
                columns[s] = sources[s].Column(c);
            result[c] = TakeColumn(schema.GetFieldByIndex(c).DataType, columns, picks);
        }
        return new RecordBatch(schema, result, picks.Count);
    }

    static IArrowArray TakeColumn(IArrowType type, IArrowArray[] columns, Picks picks)
    {
        var (validity, nulls) = BitGather.Validity(columns, picks);
        ArrowBuffer[] buffers = type switch
        {
            StringType or BinaryType => [validity, .. BytesGather.Take(columns, picks)],
            BooleanType => [validity, BitGather.Values(columns, picks)],
            FixedSizeBinaryType fixedSize => [validity, FixedGather.Take(columns, picks, fixedSize.ByteWidth)],
            FixedWidthType number => [validity, FixedGather.Take(columns, picks, number.BitWidth / 8)],
            _ => throw new NotSupportedException($"Rows hold no columns of type {type.Name}."),
        };
        return ArrowArrayFactory.BuildArray(new ArrayData(type, picks.Count, nulls, 0, buffers, children: null));
    }

    static void CheckSchemas(IReadOnlyList<RecordBatch> sources)
    {
        if (sources.Count == 0)
            throw new ArgumentException("At least one batch is needed, since it gives the schema.", nameof(sources));
        var first = sources[0].Schema;
        for (var s = 1; s < sources.Count; s++)
        {
            if (!SchemaEquality.Same(first, sources[s].Schema))
            {
                throw new StreamingException(
                    $"Batches of different columns cannot be joined: {SchemaEquality.Difference(first, sources[s].Schema)}"
                );
            }
        }
    }
}
