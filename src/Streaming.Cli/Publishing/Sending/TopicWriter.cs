using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Streaming.Cli.Services;
using Streaming.Events.Raw;
using Streaming.Topology;

namespace Streaming.Cli.Publishing.Sending;

/// <summary>
/// Writes records as fast as the client can: no delivery report a record. An idempotent producer without gaps keeps the
/// order of each partition; a record that cannot be delivered is a fatal error of the whole producer, and an empty queue
/// means that every record is acknowledged.
/// </summary>
internal sealed class TopicWriter : IRecordWriter, IDisposable
{
    static readonly TimeSpan QueueWait = TimeSpan.FromMilliseconds(5);

    // Without delivery reports the client looks only every 10 ms whether all is acknowledged, or when its time is up.
    static readonly TimeSpan FlushStep = TimeSpan.FromMilliseconds(1);

    readonly IProducer<byte[]?, byte[]?> _producer;
    readonly Message<byte[]?, byte[]?> _message = new();
    Error? _fatal;

    public TopicWriter(KafkaAccess kafka) =>
        _producer = new ProducerBuilder<byte[]?, byte[]?>(Settings(kafka))
            .SetErrorHandler((_, error) => _fatal ??= error.IsFatal ? error : null)
            .SetLogHandler((_, _) => { })
            .Build();

    internal static ProducerConfig Settings(KafkaAccess kafka)
    {
        var settings = new ProducerConfig(kafka.Base())
        {
            EnableIdempotence = true,
            // librdkafka may write a record twice where a broker crashes under several requests, idempotence or not.
            MaxInFlight = 1,
            EnableDeliveryReports = false,
            Partitioner = Partitioner.Murmur2Random,
            LingerMs = 5,
            BatchSize = 1 << 20,
            BatchNumMessages = 20_000,
            QueueBufferingMaxMessages = 100_000,
            QueueBufferingMaxKbytes = 64 * 1024,
            MessageMaxBytes = OutsideTopics.MaxMessageBytes,
            // A broker that is away for a while is waited for; records must not time out one by one.
            MessageTimeoutMs = 0,
        };
        settings.Set("enable.gapless.guarantee", "true");
        return settings;
    }

    public void Send(string topic, byte[]? key, byte[]? value)
    {
        (_message.Key, _message.Value) = (key, value);
        while (true)
        {
            ThrowIfFatal();
            try
            {
                _producer.Produce(topic, _message);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(QueueWait);
            }
            catch (ProduceException<byte[]?, byte[]?> e)
            {
                throw new StreamingException($"a record of {value?.Length ?? 0:N0} bytes cannot go to topic {topic}: {e.Error.Reason}", e);
            }
        }
    }

    public void SendWatermark(string topic, int partitions, long time)
    {
        var text = time == Watermark.Idle ? "idle" : time.ToString(CultureInfo.InvariantCulture);
        var message = new Message<byte[]?, byte[]?> { Headers = new Headers { { Watermark.Header, Encoding.ASCII.GetBytes(text) } } };
        for (var partition = 0; partition < partitions; partition++) _producer.Produce(new TopicPartition(topic, partition), message);
    }

    public void Acknowledge(CancellationToken stop)
    {
        while (_producer.Flush(FlushStep) > 0)
        {
            ThrowIfFatal();
            stop.ThrowIfCancellationRequested();
        }

        ThrowIfFatal();
    }

    public void Dispose() => _producer.Dispose();

    void ThrowIfFatal()
    {
        if (_fatal is { } error) throw new StreamingException($"Kafka refuses what is published: {error.Reason}. Records before it may be on the topic.");
    }
}
