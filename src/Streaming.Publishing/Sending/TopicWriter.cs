using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Publishing.Sending;

/// <summary>Writes records to Kafka.</summary>
sealed class TopicWriter(KafkaConnection kafka) : IRecordWriter, IDisposable
{
    // A name of this run's own: what it promises binds nobody else who publishes to the same topic.
    readonly RecordPublisher _publisher = new(kafka, $"publish-{Environment.MachineName}-{Guid.NewGuid():N}");

    public void Send(string topic, byte[]? key, byte[]? value) => _publisher.Send(topic, key, value);

    public void SendWatermark(string topic, int partitions, Timestamp time)
    {
        foreach (var partition in KafkaPartition.Of(topic, partitions))
            _publisher.SendWatermark(partition, time);
    }

    public void Acknowledge(CancellationToken stop) => _publisher.Acknowledge(stop);

    public void Dispose() => _publisher.Dispose();
}
