using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Events.Partitioning;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>Publishes records and watermarks to chosen partitions, as an upstream system would.</summary>
public sealed class TestPublisher : IDisposable
{
    readonly IProducer<byte[]?, byte[]?> _producer;
    readonly string _servers;
    readonly int _maxBytes;

    /// <param name="servers">Of Kafka.</param>
    /// <param name="maxBytes">Largest record that it sends, and that topics it makes take.</param>
    public TestPublisher(string servers, int maxBytes = 16 << 20)
    {
        _servers = servers;
        _maxBytes = maxBytes;
        _producer = new ProducerBuilder<byte[]?, byte[]?>(
            new ProducerConfig
            {
                BootstrapServers = servers,
                EnableIdempotence = true,
                LingerMs = 2,
                MessageMaxBytes = maxBytes,
            }
        ).SetKeySerializer(Bytes.Instance).SetValueSerializer(Bytes.Instance).SetLogHandler((_, _) => { }).Build();
    }

    public async Task CreateTopicAsync(string topic, int partitions)
    {
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _servers })
            .SetLogHandler((_, _) => { })
            .Build();
        await admin.CreateTopicsAsync([
            new TopicSpecification
            {
                Name = topic,
                NumPartitions = partitions,
                ReplicationFactor = 1,
                Configs = new Dictionary<string, string> { ["max.message.bytes"] = _maxBytes.ToString(CultureInfo.InvariantCulture) },
            },
        ]);
    }

    /// <summary>Where Java's default partitioner puts the key.</summary>
    public static int PartitionOf(string key, int partitions) => Partitioners.Murmur2Partition(Encoding.UTF8.GetBytes(key), partitions);

    public void Send(string topic, int partition, string? key, string? value) =>
        SendBytes(topic, partition, key is null ? null : Encoding.UTF8.GetBytes(key), value is null ? null : Encoding.UTF8.GetBytes(value));

    public void SendBytes(string topic, int partition, byte[]? key, byte[]? value) =>
        _producer.Produce(new TopicPartition(topic, partition), new Message<byte[]?, byte[]?> { Key = key, Value = value });

    public void Send(string topic, int partition, Message<byte[]?, byte[]?> message) =>
        _producer.Produce(new TopicPartition(topic, partition), message);

    /// <param name="time">A time; <see cref="Watermark.Idle"/> for idle.</param>
    public void SendWatermark(string topic, int partitions, Timestamp time)
    {
        // What the watermark speaks of has to be there before it.
        _producer.Flush();
        var text = Encoding.ASCII.GetBytes(time == Watermark.Idle ? "idle" : time.Micros.ToString(CultureInfo.InvariantCulture));
        for (var partition = 0; partition < partitions; partition++)
        {
            _producer.Produce(
                new TopicPartition(topic, partition),
                new Message<byte[]?, byte[]?> { Headers = [new Header(Watermark.Header, text)] }
            );
        }

        _producer.Flush();
    }

    public void Flush() => _producer.Flush();

    public void Dispose()
    {
        _producer.Flush();
        _producer.Dispose();
    }

    sealed class Bytes : ISerializer<byte[]?>
    {
        public static readonly Bytes Instance = new();

        public byte[]? Serialize(byte[]? data, SerializationContext context) => data;
    }
}
