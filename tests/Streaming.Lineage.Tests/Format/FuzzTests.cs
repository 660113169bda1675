using Apache.Arrow;
using CsCheck;
using Streaming.Events.Ipc;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Format;
using Streaming.Lineage.Lookup;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Format;

/// <summary>Damaged bytes give a <see cref="LineageCorruptException"/> (or a <see cref="LineageNewerException"/>) or a readable result;
/// never another exception, never a crash.</summary>
public sealed class FuzzTests
{
    static readonly LineageTable[] Tables =
    [
        new(TableNames.Rows, Samples.Rows(0, 20)) { Personal = new HashSet<string>(["CUSTOMER_ID"], StringComparer.Ordinal) },
        new(TableNames.Rejected, Samples.Rejected(0, 5)),
        new(TableNames.Labels, Samples.Labels(0, 5)),
    ];

    static readonly byte[] Body = BodyWriter.Write(Samples.FullHeader(), Tables, prefix: 0);

    /// <summary>An Arrow stream as it lies in a body that LZ4 could not make smaller: damage reaches the reader of columns.</summary>
    static readonly byte[] Arrow = ArrowIpc.Write(Samples.Rejected(0, 40));

    static readonly Gen<Func<byte[], byte[]>> Damage = Gen.OneOf(
        Gen.Select(Gen.Int[0, 1 << 20], Gen.Byte).Array[1, 6].Select(Overwritten),
        Gen.Select(Gen.Int[0, 1 << 20], Gen.Int).Array[1, 3].Select(Integers),
        Gen.Double[0, 1].Select(Truncated),
        Gen.Select(Gen.Int[0, 1 << 20], Gen.Byte.Array[1, 20]).Select(Inserted)
    );

    [Fact]
    public void A_damaged_body_is_told_or_read() => Damage.Sample(damage => ReadAll(damage(Body)), iter: 10_000);

    /// <summary>Headers of old formats hold texts, JSON among them, that are read too.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_damaged_body_of_every_format_is_told_or_read(int format)
    {
        var body = GoldenTests.Golden(format)[StoredEvent.PrefixSize..];
        Damage.Sample(damage => ReadAll(damage(body)), iter: 5_000);
    }

    [Fact]
    public void Damage_inside_an_uncompressed_table_is_told_or_read() =>
        Damage.Sample(damage => ReadAll(Uncompressed(damage(Arrow))), iter: 50_000);

    [Fact]
    public void Bytes_of_any_kind_are_told_or_read() => Gen.Byte.Array[0, 200].Sample(ReadAll, iter: 10_000);

    [Fact]
    public void An_undamaged_uncompressed_table_is_read() =>
        Same.Rows(BodyReader.Table(Uncompressed(Arrow), TableNames.Rows), Samples.Rejected(0, 40));

    /// <summary>A reader that follows nested types as deep as the bytes say ends the process: no stack is deep enough.</summary>
    [Fact]
    public void Types_nested_without_end_are_told() =>
        Should.Throw<LineageCorruptException>(() => BodyReader.Table(Uncompressed(NestedTypes.Stream(50_000)), TableNames.Rows));

    static void ReadAll(byte[] body)
    {
        try
        {
            BodyReader.Header(body);
            foreach (var name in BodyReader.TableNames(body))
            {
                if (BodyReader.Table(body, name) is { } table)
                    ReadCells(table);
            }
        }
        catch (Exception e) when (e is LineageCorruptException or LineageNewerException) { }
    }

    static void ReadCells(RecordBatch table)
    {
        for (var c = 0; c < table.ColumnCount; c++)
        {
            for (var row = 0; row < table.Length; row++)
                CellValue.Of(table.Column(c), row);
        }
    }

    static Func<byte[], byte[]> Overwritten((int At, byte Value)[] places) =>
        bytes =>
        {
            var damaged = (byte[])bytes.Clone();
            foreach (var (at, value) in places)
                damaged[at % damaged.Length] = value;
            return damaged;
        };

    static Func<byte[], byte[]> Integers((int At, int Value)[] places) =>
        bytes =>
        {
            var damaged = (byte[])bytes.Clone();
            foreach (var (at, value) in places)
                BitConverter.TryWriteBytes(damaged.AsSpan(at % (damaged.Length - 4) / 4 * 4), value);
            return damaged;
        };

    static Func<byte[], byte[]> Truncated(double share) => bytes => bytes[..(int)(bytes.Length * share)];

    static Func<byte[], byte[]> Inserted((int At, byte[] More) insertion) =>
        bytes => [.. bytes[..(insertion.At % bytes.Length)], .. insertion.More, .. bytes[(insertion.At % bytes.Length)..]];

    static byte[] Uncompressed(byte[] arrow)
    {
        var header = new FieldWriter();
        HeaderCodec.Write(header, Samples.Header());
        var entry = new ByteWriter();
        entry.Byte((byte)SectionFlags.None);
        entry.Text(TableNames.Rows);
        entry.Unsigned((ulong)arrow.Length);
        entry.Unsigned((ulong)arrow.Length);
        var body = new ByteWriter();
        body.Bytes(BodyFormat.Magic);
        body.Byte(BodyFormat.Version);
        body.Unsigned((ulong)header.Written.Length);
        body.Bytes(header.Written);
        body.Unsigned(1);
        body.Unsigned((ulong)entry.Written.Length);
        body.Bytes(entry.Written);
        body.Bytes(arrow);
        return body.Written.ToArray();
    }
}
