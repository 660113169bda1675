using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows.Builders;

namespace Streaming.Events.Tests.Rows;

/// <summary>Batches with a column of every type that rows use, with and without nulls, their cells also as objects.</summary>
static class SampleRows
{
    public static Schema Schema { get; } =
        new(
            [
                new Field("int32", Int32Type.Default, nullable: false),
                new Field("int64", Int64Type.Default, nullable: true),
                new Field("uint8", UInt8Type.Default, nullable: false),
                new Field("double", DoubleType.Default, nullable: true),
                new Field("float", FloatType.Default, nullable: false),
                new Field("bool", BooleanType.Default, nullable: true),
                new Field("string", StringType.Default, nullable: true),
                new Field("binary", BinaryType.Default, nullable: true),
                new Field("hash", new FixedSizeBinaryType(5), nullable: true),
                new Field("time", new TimestampType(TimeUnit.Microsecond, "UTC"), nullable: true),
            ],
            metadata: null
        );

    public static RecordBatch Create(int rows, int seed, bool nulls = true)
    {
        var random = new Random(seed);
        var builder = new RowBuilder(Schema);
        for (var row = 0; row < rows; row++)
        {
            for (var c = 0; c < Schema.FieldsList.Count; c++)
            {
                if (nulls && Schema.FieldsList[c].IsNullable && random.Next(4) == 0)
                    builder[c].AppendNull();
                else
                    AppendRandom(builder[c], random);
            }
            builder.CommitRow();
        }
        return builder.Build();
    }

    /// <summary>Cell values in a form that compares by value; null for null.</summary>
    public static object?[] Cells(RecordBatch batch, int row) => [.. batch.Arrays.Select(a => Cell(a, row))];

    static object? Cell(IArrowArray array, int row) =>
        array.IsNull(row)
            ? null
            : array switch
            {
                Int32Array a => a.Values[row],
                Int64Array a => a.Values[row],
                UInt8Array a => a.Values[row],
                DoubleArray a => a.Values[row],
                FloatArray a => a.Values[row],
                BooleanArray a => a.GetValue(row),
                TimestampArray a => a.Values[row],
                StringArray a => a.GetString(row),
                BinaryArray a => Convert.ToHexString(a.GetBytes(row)),
                Apache.Arrow.Arrays.FixedSizeBinaryArray a => Convert.ToHexString(a.GetBytes(row)),
                _ => throw new NotSupportedException(array.GetType().Name),
            };

    static void AppendRandom(ColumnBuilder column, Random random)
    {
        switch (column)
        {
            case FixedColumnBuilder<int> c:
                c.Append(random.Next());
                break;
            case FixedColumnBuilder<long> c:
                c.Append(random.NextInt64());
                break;
            case FixedColumnBuilder<byte> c:
                c.Append((byte)random.Next(256));
                break;
            case FixedColumnBuilder<double> c:
                c.Append(random.NextDouble());
                break;
            case FixedColumnBuilder<float> c:
                c.Append(random.NextSingle());
                break;
            case BoolColumnBuilder c:
                c.Append(random.Next(2) == 0);
                break;
            case BytesColumnBuilder { Type: StringType } c:
                c.Append(System.Text.Encoding.UTF8.GetBytes(new string('ä', random.Next(6))));
                break;
            case BytesColumnBuilder c:
                c.Append(Bytes(random, random.Next(9)));
                break;
            case FixedBytesColumnBuilder c:
                c.Append(Bytes(random, 5));
                break;
            default:
                throw new NotSupportedException(column.GetType().Name);
        }
    }

    static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
