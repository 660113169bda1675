using System.Text;
using Confluent.Kafka;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Topology;
using Timestamp = Streaming.Events.Time.Timestamp;

namespace Streaming.Kafka.Clients;

/// <summary>
/// Writes records as fast as the client can, in order in each partition, and each once: idempotent, without gaps, one request under
/// way. A broker that is away is waited for; one that refuses a record for good is an error.
/// </summary>
public sealed class RecordPublisher : IDisposable
{
    // Without delivery reports the client looks only every 10 ms whether all is acknowledged, or when its time is up.
    static readonly TimeSpan FlushStep = TimeSpan.FromMilliseconds(1);

    readonly IProducer<byte[]?, byte[]?> _producer;
    readonly Message<byte[]?, byte[]?> _message = new();
    readonly Headers? _name;
    Error? _fatal;

    /// <summary>Connects by itself when the first record comes.</summary>
    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="name">Given with every record: watermarks then speak for this publisher alone. Null: none.</param>
    public RecordPublisher(KafkaConnection connection, string? name = null)
    {
        _name = name is null ? null : new Headers { { PublisherName.Header, Encoding.UTF8.GetBytes(name) } };
        _producer = ClientFactory.Producer(Producers.Publishing(connection), error => _fatal ??= error.IsFatal ? error : null);
    }

    /// <summary>Hands over a record; waits while too many are under way. The key chooses the partition, as Java's clients do.</summary>
    /// <exception cref="StreamingException">It cannot be taken, or something before it was refused.</exception>
    public void Send(string topic, byte[]? key, byte[]? value) => Send(topic, -1, key, value, _name);

    /// <summary>Hands over a record for one partition.</summary>
    /// <exception cref="StreamingException">It cannot be taken, or something before it was refused.</exception>
    public void Send(KafkaPartition to, byte[]? key, byte[]? value, IEnumerable<KeyValuePair<string, byte[]?>>? headers = null)
    {
        Headers? all = null;
        foreach (var (name, bytes) in headers ?? [])
            (all ??= Named()).Add(name, bytes);
        Send(to.Topic, to.Partition, key, value, all ?? _name);
    }

    /// <summary>Promises that nothing older follows on a partition. Call only when all before is acknowledged.</summary>
    /// <param name="to">Partition.</param>
    /// <param name="time">A time, or <see cref="Watermark.Idle"/>.</param>
    public void SendWatermark(KafkaPartition to, Timestamp time) =>
        Send(to, null, null, [new(Watermark.Header, WatermarkHeader.Encode(time))]);

    /// <summary>Returns when every record is acknowledged.</summary>
    /// <exception cref="StreamingException">Something was refused.</exception>
    public void Acknowledge(CancellationToken stop = default)
    {
        while (_producer.Flush(FlushStep) > 0)
        {
            ThrowIfFatal();
            stop.ThrowIfCancellationRequested();
        }

        ThrowIfFatal();
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.End();

    Headers Named()
    {
        var headers = new Headers();
        foreach (var header in _name ?? [])
            headers.Add(header);
        return headers;
    }

    void Send(string topic, int partition, byte[]? key, byte[]? value, Headers? headers)
    {
        ThrowIfFatal();
        (_message.Key, _message.Value, _message.Headers) = (key, value, headers);
        try
        {
            _producer.Enqueue(topic, partition, _message, waiting: ThrowIfFatal);
        }
        catch (ProduceException<byte[]?, byte[]?> e)
        {
            throw new StreamingException($"a record of {value?.Length ?? 0:N0} bytes cannot go to topic {topic}: {e.Error.Reason}", e);
        }
    }

    void ThrowIfFatal()
    {
        if (_fatal is { } error)
            throw new StreamingException($"Kafka refuses what is published: {error.Reason}. Records before it may be on the topic.");
    }
}
