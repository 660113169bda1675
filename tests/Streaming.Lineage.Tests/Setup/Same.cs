using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Streaming.Lineage.Tests;

/// <summary>Equality of record batches by what they hold.</summary>
internal static class Same
{
    public static void Rows(RecordBatch? actual, RecordBatch expected)
    {
        actual.ShouldNotBeNull();
        actual.Schema.FieldsList.Select(f => (f.Name, f.DataType.TypeId)).ShouldBe(expected.Schema.FieldsList.Select(f => (f.Name, f.DataType.TypeId)));
        Bytes(actual).ShouldBe(Bytes(expected));
    }

    private static byte[] Bytes(RecordBatch batch)
    {
        using var stream = new MemoryStream();
        using (var writer = new ArrowStreamWriter(stream, batch.Schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }

        return stream.ToArray();
    }
}
