using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Events.Ipc.Reading;

/// <summary>Makes the columns of a record batch message, each checked so that no later access can leave its buffers.</summary>
static class BatchReader
{
    const int StructBytes = 16;

    public static RecordBatch Read(Schema schema, FlatTable header, ReadOnlyMemory<byte> body)
    {
        var rows = header.Int64(0);
        if (rows is < 0 or > int.MaxValue)
            throw new ArrowIpcException($"it claims {rows} rows");
        var nodes = header.Vector(1, StructBytes, out var columns);
        if (columns != schema.FieldsList.Count)
            throw new ArrowIpcException($"it has {columns} columns, its schema {schema.FieldsList.Count}");
        var buffers = new BodyBuffers(header, body);
        var arrays = new IArrowArray[columns];
        for (var c = 0; c < columns; c++)
        {
            if (BinaryPrimitives.ReadInt64LittleEndian(nodes[(c * StructBytes)..]) != rows)
                throw new ArrowIpcException($"column {schema.FieldsList[c].Name} has another length than the batch");
            var nulls = BinaryPrimitives.ReadInt64LittleEndian(nodes[((c * StructBytes) + 8)..]);
            arrays[c] = Column(schema.FieldsList[c], (int)rows, nulls != 0, buffers);
        }
        buffers.RequireEnd();
        return new RecordBatch(schema, arrays, (int)rows);
    }

    static IArrowArray Column(Field field, int rows, bool nullable, BodyBuffers buffers)
    {
        var (validity, nulls) = Validity(field, rows, nullable, buffers.Next(field.Name));
        ArrowBuffer[] all = field.DataType switch
        {
            StringType => [validity, .. ColumnGuard.Texts(field, rows, buffers.Next(field.Name), buffers.Next(field.Name), utf8: true)],
            BinaryType => [validity, .. ColumnGuard.Texts(field, rows, buffers.Next(field.Name), buffers.Next(field.Name), utf8: false)],
            BooleanType => [validity, ColumnGuard.Sized(field, buffers.Next(field.Name), (rows + 7L) / 8)],
            FixedSizeBinaryType binary => [validity, ColumnGuard.Sized(field, buffers.Next(field.Name), (long)rows * binary.ByteWidth)],
            FixedWidthType number => [validity, ColumnGuard.Sized(field, buffers.Next(field.Name), (long)rows * number.BitWidth / 8)],
            _ => throw new ArrowIpcException($"column {field.Name} is of a type that rows do not use"),
        };
        return ArrowArrayFactory.BuildArray(new ArrayData(field.DataType, rows, nulls, 0, all, children: null));
    }

    /// <summary>The number of nulls is counted anew: what the message says of it is only whether there are any.</summary>
    static (ArrowBuffer Bits, int Nulls) Validity(Field field, int rows, bool nullable, ReadOnlyMemory<byte> bits)
    {
        if (!nullable || rows == 0)
            return (ArrowBuffer.Empty, 0);
        var buffer = ColumnGuard.Sized(field, bits, (rows + 7L) / 8);
        var nulls = rows - BitUtility.CountBits(buffer.Span, 0, rows);
        if (nulls > 0 && !field.IsNullable)
            throw new ArrowIpcException($"column {field.Name} has nulls, which its schema rules out");
        return nulls == 0 ? (ArrowBuffer.Empty, 0) : (buffer, nulls);
    }
}
