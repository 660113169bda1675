using System.Collections.Concurrent;
using System.IO.Hashing;
using Apache.Arrow;

namespace Streaming.Events.Ipc.Reading;

/// <summary>
/// Schemas by the bytes of their message: a channel sends the same one again and again, and batches that share the instance
/// compare as equal at once. Bounded, since the bytes come from outside.
/// </summary>
static class SchemaCache
{
    const int Most = 256;

    static readonly ConcurrentDictionary<UInt128, (byte[] Bytes, Schema Schema)> Known = new();

    public static Schema Get(ReadOnlySpan<byte> metadata)
    {
        var hash = XxHash128.HashToUInt128(metadata);
        if (Known.TryGetValue(hash, out var known) && metadata.SequenceEqual(known.Bytes))
            return known.Schema;
        var schema = SchemaReader.Read(FlatTable.Root(metadata).Table(2));
        if (Known.Count < Most)
            Known.TryAdd(hash, (metadata.ToArray(), schema));
        return schema;
    }
}
