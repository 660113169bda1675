using Confluent.Kafka;
using Streaming.Pipeline.Emission;

namespace Streaming.Pipeline.Kafka;

/// <summary>Producers of records that are bytes already.</summary>
internal static class BytesProducer
{
    public static IProducer<byte[]?, byte[]?> Build(ProducerConfig config, Action<Error> onError) => KafkaClients.Build(() =>
        new ProducerBuilder<byte[]?, byte[]?>(config)
            .SetKeySerializer(NullableBytes.Instance)
            .SetValueSerializer(NullableBytes.Instance)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, e) => onError(e))
            .Build());

    /// <summary>Hands a record to the client; waits while its queue is full.</summary>
    /// <param name="producer">The client.</param>
    /// <param name="record">A partition below 0 leaves the choice to the client's partitioner.</param>
    /// <param name="delivered">Told what became of it; null: nobody asks.</param>
    public static void Enqueue(this IProducer<byte[]?, byte[]?> producer, OutputRecord record, Action<DeliveryReport<byte[]?, byte[]?>>? delivered = null)
    {
        while (true)
        {
            try
            {
                if (record.Partition < 0) producer.Produce(record.Topic, record.Message, delivered);
                else producer.Produce(new TopicPartition(record.Topic, record.Partition), record.Message, delivered);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private sealed class NullableBytes : ISerializer<byte[]?>
    {
        public static readonly NullableBytes Instance = new();

        public byte[]? Serialize(byte[]? data, SerializationContext context) => data;
    }
}
