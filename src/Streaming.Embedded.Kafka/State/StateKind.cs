using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.State;

/// <summary>First byte of a key in the <see cref="StateStore"/>. Values are on disk: never renumber.</summary>
enum StateKind : byte
{
    Cluster = 1,
    ProducerIds = 2,
    Topic = 3,
    LogStart = 4,
    Group = 5,
    Offset = 6,
    Transaction = 7,
    PendingOffset = 8,
    Acl = 9,
    ScramUser = 10,
    ConsumerGroup = 11,
    ConsumerMember = 12,
}

static class StateKey
{
    /// <summary>A key of a kind, its fields written by <paramref name="write"/>.</summary>
    public static byte[] Of(StateKind kind, Action<WireWriter>? write = null) =>
        Encode(writer =>
        {
            writer.Int8((sbyte)kind);
            write?.Invoke(writer);
        });

    /// <summary>Bytes in the wire format, as keys and values of the store have them.</summary>
    public static byte[] Encode(Action<WireWriter> write)
    {
        using var writer = new WireWriter();
        write(writer);
        return writer.ToArray();
    }

    /// <summary>A reader of a key's fields, past its kind.</summary>
    public static WireReader Fields(byte[] key) => new(key.AsSpan(1), flexible: false);
}
