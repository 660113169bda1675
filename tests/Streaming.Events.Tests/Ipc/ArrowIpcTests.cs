using System.Buffers;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using CsCheck;
using Streaming.Events.Ipc;
using Streaming.Events.Rows.Gather;
using Streaming.Events.Tests.Rows;

namespace Streaming.Events.Tests.Ipc;

public sealed class ArrowIpcTests
{
    private static readonly Gen<(RecordBatch Batch, IpcCompression Compression)> Batches =
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 20], Gen.Int, Gen.Bool, Gen.Bool).Select((rows, skip, seed, nulls, lz4) =>
            (RowGather.Slice(SampleRows.Create(rows + skip, seed, nulls), skip, rows), lz4 ? IpcCompression.Lz4 : IpcCompression.None));

    [Fact]
    public void A_batch_comes_back_as_written() =>
        Batches.Sample(t => Same(ArrowIpc.Read(ArrowIpc.Write(t.Batch, t.Compression)), t.Batch), iter: 300);

    [Fact]
    public void The_library_reads_what_we_write() =>
        Batches.Sample(t =>
        {
            using var reader = new ArrowStreamReader(new MemoryStream(ArrowIpc.Write(t.Batch, t.Compression)), new CompressionCodecFactory());
            Same(reader.ReadNextRecordBatch(), t.Batch);
            reader.ReadNextRecordBatch().ShouldBeNull();
        }, iter: 300);

    [Fact]
    public void We_read_what_the_library_writes() =>
        Batches.Sample(t =>
        {
            using var stream = new MemoryStream();
            var options = t.Compression == IpcCompression.None
                ? new IpcOptions()
                : new IpcOptions { CompressionCodec = CompressionCodecType.Lz4Frame, CompressionCodecFactory = new CompressionCodecFactory() };
            using (var writer = new ArrowStreamWriter(stream, t.Batch.Schema, leaveOpen: true, options))
            {
                writer.WriteRecordBatch(t.Batch);
                writer.WriteEnd();
            }
            Same(ArrowIpc.Read(stream.ToArray()), t.Batch);
        }, iter: 300);

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

    internal static void Same(RecordBatch actual, RecordBatch expected)
    {
        actual.Length.ShouldBe(expected.Length);
        for (var row = 0; row < expected.Length; row++)
            SampleRows.Cells(actual, row).ShouldBe(SampleRows.Cells(expected, row));
    }
}
