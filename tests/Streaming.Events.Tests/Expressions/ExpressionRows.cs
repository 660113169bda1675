using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;

namespace Streaming.Events.Tests.Expressions;

/// <summary>Rows with nulls in every column, as Arrow and as plain values.</summary>
sealed class ExpressionRows
{
    public static Schema Schema { get; } =
        new(
            [
                new Field("double", DoubleType.Default, nullable: true),
                new Field("int", Int64Type.Default, nullable: true),
                new Field("float", FloatType.Default, nullable: false),
                new Field("bool", BooleanType.Default, nullable: true),
                new Field("string", StringType.Default, nullable: true),
                new Field("time", ArrowTypes.Timestamp, nullable: true),
                new Field("other_time", ArrowTypes.Timestamp, nullable: true),
            ],
            metadata: null
        );

    readonly List<Dictionary<string, object?>> _rows = [];

    public ExpressionRows(int rows, int seed)
    {
        var random = new Random(seed);
        var builder = new RowBuilder(Schema);
        var score = new float[rows];
        for (var i = 0; i < rows; i++)
        {
            var row = new Dictionary<string, object?>(StringComparer.Ordinal);
            foreach (var field in Schema.FieldsList)
                row[field.Name] = Append(builder[Schema.GetFieldIndex(field.Name)], random);
            score[i] = random.Next(5) == 0 ? float.NaN : random.NextSingle();
            row["score"] = float.IsNaN(score[i]) ? null : (double)score[i];
            _rows.Add(row);
        }
        Batch = builder.Build();
        Externals = [score];
    }

    public RecordBatch Batch { get; }
    public IReadOnlyList<ReadOnlyMemory<float>> Externals { get; }

    public Func<string, object?> Row(int row) => name => _rows[row][name];

    static object? Append(ColumnBuilder column, Random random)
    {
        var missing = random.Next(4) == 0;
        switch (column)
        {
            case FixedColumnBuilder<float> c:
                var single = missing ? float.NaN : random.Next(-4, 5) / 4f;
                c.Append(single);
                return missing ? null : (double)single;
            case var c when missing:
                c.AppendNull();
                return null;
            case FixedColumnBuilder<double> c:
                var real = random.Next(3) == 0 ? random.Next(-2, 3) : random.NextDouble() * 100;
                c.Append(real);
                return real;
            case FixedColumnBuilder<long> { Type: Int64Type } c:
                var integer = random.Next(-3, 4);
                c.Append(integer);
                return (double)integer;
            case FixedColumnBuilder<long> c:
                var time = random.NextInt64(-4_000_000_000_000_000, 4_000_000_000_000_000);
                c.Append(time);
                return DateTime.UnixEpoch.AddTicks(time * 10);
            case BoolColumnBuilder c:
                var flag = random.Next(2) == 0;
                c.Append(flag);
                return flag;
            default:
                var text = new[] { "", "a", "A", "ä", "ÄA", "b😀", "ȺZ" }[random.Next(7)];
                ((BytesColumnBuilder)column).Append(Encoding.UTF8.GetBytes(text));
                return text;
        }
    }
}
