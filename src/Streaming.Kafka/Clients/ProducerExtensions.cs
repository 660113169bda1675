using Confluent.Kafka;

namespace Streaming.Kafka.Clients;

/// <summary>Handing records to a producer.</summary>
public static class ProducerExtensions
{
    static readonly TimeSpan QueueWait = TimeSpan.FromMilliseconds(5);

    /// <summary>Hands a record to the client; waits while its queue is full.</summary>
    /// <param name="producer">The client.</param>
    /// <param name="topic">Where to.</param>
    /// <param name="partition">Below 0: the client's partitioner chooses.</param>
    /// <param name="message">Taken over by the client before this returns.</param>
    /// <param name="delivered">Told what became of it; null: nobody asks.</param>
    /// <param name="waiting">Called while the queue is full; may throw to give up.</param>
    public static void Enqueue(
        this IProducer<byte[]?, byte[]?> producer,
        string topic,
        int partition,
        Message<byte[]?, byte[]?> message,
        Action<DeliveryReport<byte[]?, byte[]?>>? delivered = null,
        Action? waiting = null
    )
    {
        while (true)
        {
            try
            {
                if (partition < 0)
                    producer.Produce(topic, message, delivered);
                else
                    producer.Produce(new TopicPartition(topic, partition), message, delivered);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(QueueWait);
                waiting?.Invoke();
            }
        }
    }
}
