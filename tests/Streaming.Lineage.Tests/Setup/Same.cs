using Apache.Arrow;
using Streaming.Events.Ipc;

namespace Streaming.Lineage.Tests.Setup;

/// <summary>Equality of record batches by what they hold.</summary>
static class Same
{
    public static void Rows(RecordBatch? actual, RecordBatch expected)
    {
        actual.ShouldNotBeNull();
        actual
            .Schema.FieldsList.Select(f => (f.Name, f.DataType.TypeId))
            .ShouldBe(expected.Schema.FieldsList.Select(f => (f.Name, f.DataType.TypeId)));
        ArrowIpc.Write(actual).ShouldBe(ArrowIpc.Write(expected));
    }
}
