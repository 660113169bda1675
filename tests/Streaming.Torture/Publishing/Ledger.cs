using System.Collections.Concurrent;
using System.IO.Hashing;
using Streaming.Kafka;

namespace Streaming.Torture.Publishing;

/// <summary>
/// What was sent to each topic partition, in order: a hash for each record. An idempotent producer keeps the order, so the
/// topic must hold exactly this.
/// </summary>
sealed class Ledger
{
    readonly ConcurrentDictionary<KafkaPartition, List<ulong>> _sent = new();

    public IReadOnlyDictionary<KafkaPartition, List<ulong>> Sent => _sent;

    public void Add(KafkaPartition partition, byte[]? key, byte[]? value, IEnumerable<KeyValuePair<string, byte[]?>> headers) =>
        _sent.GetOrAdd(partition, _ => []).Add(HashOf(key, value, headers));

    public static ulong HashOf(byte[]? key, byte[]? value, IEnumerable<KeyValuePair<string, byte[]?>> headers)
    {
        var hash = new XxHash64();
        Append(hash, key);
        Append(hash, value);
        foreach (var (_, header) in headers)
            Append(hash, header);
        return hash.GetCurrentHashAsUInt64();
    }

    static void Append(XxHash64 hash, byte[]? bytes)
    {
        // Null, empty and what follows are told apart.
        hash.Append(BitConverter.GetBytes(bytes?.Length ?? -1));
        hash.Append(bytes.AsSpan());
    }
}
