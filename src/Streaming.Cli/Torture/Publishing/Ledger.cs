using System.Collections.Concurrent;
using System.IO.Hashing;
using Confluent.Kafka;

namespace Streaming.Cli.Torture.Publishing;

/// <summary>
/// What was sent to each topic partition, in order: a hash for each record. An idempotent producer keeps the order, so the
/// topic must hold exactly this.
/// </summary>
internal sealed class Ledger
{
    readonly ConcurrentDictionary<TopicPartition, List<ulong>> _sent = new();

    public IReadOnlyDictionary<TopicPartition, List<ulong>> Sent => _sent;

    public void Add(TopicPartition partition, Message<byte[]?, byte[]?> message) =>
        _sent.GetOrAdd(partition, _ => []).Add(HashOf(message));

    public static ulong HashOf(Message<byte[]?, byte[]?> message)
    {
        var hash = new XxHash64();
        Append(hash, message.Key);
        Append(hash, message.Value);
        foreach (var header in message.Headers ?? []) Append(hash, header.GetValueBytes());
        return hash.GetCurrentHashAsUInt64();
    }

    static void Append(XxHash64 hash, byte[]? bytes)
    {
        // Null, empty and what follows are told apart.
        hash.Append(BitConverter.GetBytes(bytes?.Length ?? -1));
        hash.Append(bytes.AsSpan());
    }
}
