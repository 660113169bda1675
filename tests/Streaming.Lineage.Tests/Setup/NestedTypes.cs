using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace Streaming.Lineage.Tests.Setup;

/// <summary>An Arrow stream that is right in every byte and made to harm: lists of lists, however deep.</summary>
static class NestedTypes
{
    const int WriterStack = 1 << 30;

    public static byte[] Stream(int depth)
    {
        IArrowType type = Int32Type.Default;
        for (var i = 0; i < depth; i++)
            type = new ListType(new Field("item", type, nullable: true));
        var schema = new Schema([new Field("deep", type, nullable: true)], metadata: null);
        using var stream = new MemoryStream();
        // The library's writer follows the types by recursion, so it gets a stack that is deep enough.
        var writing = new Thread(() => Write(stream, schema), WriterStack);
        writing.Start();
        writing.Join();
        return stream.ToArray();
    }

    static void Write(MemoryStream stream, Schema schema)
    {
        using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
        writer.WriteStart();
        writer.WriteEnd();
    }
}
