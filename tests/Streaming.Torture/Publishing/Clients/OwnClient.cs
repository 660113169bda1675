using Streaming.Events.Partitioning;
using Streaming.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Torture.Publishing.Clients;

/// <summary>The product's client, which is librdkafka with settings of ours; it says nothing of itself here.</summary>
/// <param name="kafka">Where to.</param>
/// <param name="crc32">Places keys as librdkafka does by default.</param>
sealed class OwnClient(string kafka, bool crc32) : ISourceClient
{
    readonly RecordPublisher _publisher = new(new KafkaConnection(kafka));

    public bool IsExact => true;

    public int PartitionOf(byte[] key, int partitions) =>
        crc32 ? Partitioners.Crc32Partition(key, partitions) : Partitioners.Murmur2Partition(key, partitions);

    public void Send(KafkaPartition to, byte[]? key, byte[]? value, IEnumerable<KeyValuePair<string, byte[]?>> headers) =>
        _publisher.Send(to, key, value, headers);

    public void Acknowledge() => _publisher.Acknowledge();

    public void Dispose() => _publisher.Dispose();
}
