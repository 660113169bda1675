using System.Buffers;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using CsCheck;
using Streaming.Events.Ipc;
using Streaming.Events.Rows.Gather;
using Streaming.Events.Tests.Rows;

namespace Streaming.Events.Tests.Ipc;

public sealed class ArrowIpcTests
{
    static readonly Gen<RecordBatch> Batches = Gen.Select(Gen.Int[0, 300], Gen.Int[0, 20], Gen.Int, Gen.Bool)
        .Select((rows, skip, seed, nulls) => RowGather.Slice(SampleRows.Create(rows + skip, seed, nulls), skip, rows));

    [Fact]
    public void A_batch_comes_back_as_written() => Batches.Sample(batch => Same(ArrowIpc.Read(ArrowIpc.Write(batch)), batch), iter: 300);

    [Fact]
    public void The_library_reads_what_we_write() =>
        Batches.Sample(
            batch =>
            {
                using var reader = new ArrowStreamReader(new MemoryStream(ArrowIpc.Write(batch)));
                Same(reader.ReadNextRecordBatch(), batch);
                reader.ReadNextRecordBatch().ShouldBeNull();
            },
            iter: 300
        );

    [Fact]
    public void We_read_what_the_library_writes() => Batches.Sample(batch => Same(ArrowIpc.Read(OfLibrary(batch)), batch), iter: 300);

    /// <summary>
    /// Lineage is hashed as bytes, and was written by the library first. (It also writes what lies behind a slice, and the
    /// bits of a null bitmap behind the last row; a batch that was read has neither.)
    /// </summary>
    [Fact]
    public void We_write_the_bytes_that_the_library_writes() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int, Gen.Bool)
            .Sample(
                (rows, seed, nulls) =>
                {
                    var batch = ArrowIpc.Read(ArrowIpc.Write(SampleRows.Create(rows, seed, nulls)));
                    ArrowIpc.Write(batch).AsSpan().SequenceEqual(OfLibrary(batch)).ShouldBeTrue();
                },
                iter: 1_000
            );

    [Fact]
    public void A_buffer_writer_gets_the_same_bytes()
    {
        var batch = SampleRows.Create(20, 1);
        var output = new ArrayBufferWriter<byte>();
        ArrowIpc.Write(batch, output);
        output.WrittenSpan.SequenceEqual(ArrowIpc.Write(batch)).ShouldBeTrue();
    }

    [Fact]
    public void Equal_rows_are_equal_bytes_wherever_they_were_sliced_from()
    {
        var batch = SampleRows.Create(50, 4);
        var slice = RowGather.Slice(batch, 13, 30);
        int[] rows = [.. Enumerable.Range(13, 30)];
        ArrowIpc.Write(slice).ShouldBe(ArrowIpc.Write(RowGather.Take(batch, rows)));
    }

    [Fact]
    public void Batches_of_one_schema_share_its_instance()
    {
        var bytes = ArrowIpc.Write(SampleRows.Create(3, 1));
        ArrowIpc.Read(bytes).Schema.ShouldBeSameAs(ArrowIpc.Read(bytes).Schema);
    }

    [Fact]
    public void Nested_columns_are_refused_by_name()
    {
        var list = new ListArray.Builder(Int32Type.Default);
        list.Append();
        var schema = new Schema([new Field("deep", list.Build().Data.DataType, false)], null);
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true))
            writer.WriteStart();
        Should.Throw<ArrowIpcException>(() => ArrowIpc.Read(stream.ToArray())).Message.ShouldContain("deep");
    }

    [Fact]
    public void Two_batches_in_one_message_are_refused()
    {
        var batch = SampleRows.Create(3, 1);
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteRecordBatch(batch);
        }
        Should.Throw<ArrowIpcException>(() => ArrowIpc.Read(stream.ToArray()));
    }

    static byte[] OfLibrary(RecordBatch batch)
    {
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }
        return stream.ToArray();
    }

    internal static void Same(RecordBatch actual, RecordBatch expected)
    {
        actual.Length.ShouldBe(expected.Length);
        for (var row = 0; row < expected.Length; row++)
            SampleRows.Cells(actual, row).ShouldBe(SampleRows.Cells(expected, row));
    }
}
