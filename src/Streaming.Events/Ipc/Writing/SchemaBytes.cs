using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Streaming.Events.Ipc.Writing;

/// <summary>The schema message of a schema, made once by the Arrow library and kept as long as the schema lives.</summary>
static class SchemaBytes
{
    static readonly ConditionalWeakTable<Schema, byte[]> Known = [];

    public static byte[] Of(Schema schema) => Known.GetValue(schema, Create);

    static byte[] Create(Schema schema)
    {
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
        writer.WriteStart();
        return stream.ToArray();
    }
}
