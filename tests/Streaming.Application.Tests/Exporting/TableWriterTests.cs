using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using CsCheck;
using Streaming.Application.Exporting;
using Streaming.Cli.Tests.Setup;
using Streaming.Events.Time;
using Sylvan.Data.Csv;

namespace Streaming.Application.Tests.Exporting;

public sealed class TableWriterTests : IDisposable
{
    static readonly Schema Schema = new(
        [
            new Field("text, \"quoted\"", StringType.Default, nullable: true),
            new Field("number", DoubleType.Default, nullable: true),
            new Field("feature", FloatType.Default, nullable: true),
            new Field("count", Int64Type.Default, nullable: true),
            new Field("at", new TimestampType(TimeUnit.Microsecond, "UTC"), nullable: true),
            new Field("flag", BooleanType.Default, nullable: true),
            new Field("raw", BinaryType.Default, nullable: true),
        ],
        metadata: null
    );

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Csv_reads_back_as_what_was_written()
    {
        var rows = Rows(200);
        var path = Path.Combine(_folder.Path, "t.csv");
        await WriteAsync(ExportFormat.Csv, path, rows);
        using var csv = CsvDataReader.Create(path);
        csv.GetName(0).ShouldBe("text, \"quoted\"");
        foreach (var row in rows)
        {
            csv.Read().ShouldBeTrue();
            csv.GetString(0).ShouldBe(row.Text ?? "");
            Number(csv.GetString(1)).ShouldBe(row.Number);
            ((float?)Number(csv.GetString(2))).ShouldBe(row.Feature);
            csv.GetString(3).ShouldBe(row.Count?.ToString(CultureInfo.InvariantCulture) ?? "");
            csv.GetString(4).ShouldBe(row.At is { } at ? IsoTime.Format(at) : "");
            csv.GetString(5)
                .ShouldBe(
                    row.Flag switch
                    {
                        true => "true",
                        false => "false",
                        null => "",
                    }
                );
            Convert.FromBase64String(csv.GetString(6)).ShouldBe(row.Raw ?? []);
        }

        csv.Read().ShouldBeFalse();
    }

    [Fact]
    public async Task Arrow_keeps_every_value_and_null()
    {
        var rows = Rows(100);
        var path = Path.Combine(_folder.Path, "t.arrow");
        await WriteAsync(ExportFormat.Arrow, path, rows);
        await using var file = File.OpenRead(path);
        using var reader = new ArrowFileReader(file);
        Same(await reader.ReadNextRecordBatchAsync(), rows);
    }

    [Fact]
    public async Task Parquet_keeps_every_value_and_null()
    {
        var rows = Rows(100);
        var path = Path.Combine(_folder.Path, "t.parquet");
        await WriteAsync(ExportFormat.Parquet, path, rows);
        using var file = new ParquetSharp.Arrow.FileReader(path);
        using var batches = file.GetRecordBatchReader();
        Same((await batches.ReadNextRecordBatchAsync())!, rows);
    }

    [Theory]
    [InlineData(nameof(ExportFormat.Csv))]
    [InlineData(nameof(ExportFormat.Arrow))]
    [InlineData(nameof(ExportFormat.Parquet))]
    public async Task A_stream_that_cannot_seek_gets_the_same_bytes(string name)
    {
        var format = Enum.Parse<ExportFormat>(name);
        var rows = Rows(100);
        var path = Path.Combine(_folder.Path, "t");
        await WriteAsync(format, path, rows);
        using var sent = new MemoryStream();
        await using (var counted = new CountedStream(sent))
        await using (var writer = TableWriter.Create(format, counted, Schema))
        {
            await writer.WriteAsync(Batch(rows), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
            counted.Position.ShouldBe(sent.Length);
        }

        sent.ToArray().ShouldBe(await File.ReadAllBytesAsync(path));
    }

    sealed record Row(string? Text, double? Number, float? Feature, long? Count, Timestamp? At, bool? Flag, byte[]? Raw);

    static List<Row> Rows(int count)
    {
        var rows = new List<Row>();
        var text = Gen.OneOf(Gen.Char['a', 'z'], Gen.OneOf(Gen.Const('"'), Gen.Const(','), Gen.Const('\n'), Gen.Const('é')))
            .Array[0, 12]
            .Select(c => new string(c));
        Gen.Select(
                text.Null(),
                Gen.Double.Where(double.IsFinite).Nullable(),
                Gen.Float.Where(float.IsFinite).Nullable(),
                Gen.Long.Nullable(),
                Gen.Long[0, IsoTime.Last.Micros].Select(micros => new Timestamp(micros)).Nullable(),
                Gen.Bool.Nullable(),
                Gen.Byte.Array[0, 9].Null()
            )
            .Select((t, n, f, c, a, b, r) => new Row(t, n, f, c, a, b, r))
            .Sample(
                row =>
                {
                    lock (rows)
                        rows.Add(row);
                },
                iter: count,
                threads: 1
            );
        return rows;
    }

    static async Task WriteAsync(ExportFormat format, string path, List<Row> rows)
    {
        await using var writer = TableWriter.Create(format, path, Schema);
        await writer.WriteAsync(Batch(rows), CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
    }

    static RecordBatch Batch(List<Row> rows)
    {
        var (text, number, feature, count, flag, raw) = (
            new StringArray.Builder(),
            new DoubleArray.Builder(),
            new FloatArray.Builder(),
            new Int64Array.Builder(),
            new BooleanArray.Builder(),
            new BinaryArray.Builder()
        );
        var at = new TimestampArray.Builder((TimestampType)Schema.GetFieldByIndex(4).DataType);
        foreach (var row in rows)
        {
            text.Append(row.Text);
            number.Append(row.Number);
            feature.Append(row.Feature);
            count.Append(row.Count);
            if (row.Flag is { } set)
                flag.Append(set);
            else
                flag.AppendNull();
            if (row.At is { } moment)
                at.Append(moment.ToDateTimeOffset());
            else
                at.AppendNull();
            if (row.Raw is null)
                raw.AppendNull();
            else
                raw.Append(row.Raw.AsSpan());
        }

        return new RecordBatch(
            Schema,
            [text.Build(), number.Build(), feature.Build(), count.Build(), at.Build(), flag.Build(), raw.Build()],
            rows.Count
        );
    }

    static void Same(RecordBatch batch, List<Row> rows)
    {
        batch.Length.ShouldBe(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            ((StringArray)batch.Column(0)).GetString(i).ShouldBe(rows[i].Text);
            ((DoubleArray)batch.Column(1)).GetValue(i).ShouldBe(rows[i].Number);
            ((FloatArray)batch.Column(2)).GetValue(i).ShouldBe(rows[i].Feature);
            ((Int64Array)batch.Column(3)).GetValue(i).ShouldBe(rows[i].Count);
            ((TimestampArray)batch.Column(4)).GetValue(i).ShouldBe(rows[i].At?.Micros);
            ((BooleanArray)batch.Column(5)).GetValue(i).ShouldBe(rows[i].Flag);
            (batch.Column(6).IsNull(i) ? null : ((BinaryArray)batch.Column(6)).GetBytes(i).ToArray()).ShouldBe(rows[i].Raw);
        }
    }

    static double? Number(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
