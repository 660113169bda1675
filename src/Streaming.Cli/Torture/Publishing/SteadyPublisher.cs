using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Streaming.Cli.Publishing;
using Streaming.Cli.Publishing.Hostile;
using Streaming.Cli.Publishing.Order;
using Streaming.Events.Partitioning;
using Streaming.Events.Raw;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Topology.Simulation;

namespace Streaming.Cli.Torture.Publishing;

/// <summary>
/// An upstream system that goes on publishing whatever happens: simulated events and labels with hostile records in
/// between, watermarks on every partition, and a ledger of all it sent.
/// </summary>
internal sealed class SteadyPublisher : IDisposable
{
    const int RecordsBetweenWatermarks = 60;
    static readonly TimeSpan FlushStep = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan QueueWait = TimeSpan.FromMilliseconds(10);

    readonly TopologyModel _topology;
    readonly int _partitions;
    readonly HostileMix _source;
    readonly Pace _pace;
    readonly Random _random;
    readonly IProducer<byte[]?, byte[]?> _producer;
    readonly OutgoingRecord _record = new();
    long _events;
    long _labels;
    long _acknowledgedEvents;
    Error? _fatal;

    public SteadyPublisher(TortureOptions options, TopologyModel topology, string kafka)
    {
        (_topology, _partitions, _random) = (topology, options.Partitions, new Random(options.Seed));
        var model = TortureTopology.Simulator(options.Topology, topology) with { Seed = (ulong)options.Seed };
        var punctual = new SimulatedRecords(new Simulator(topology, model), topology.Labels is not null, null);
        _source = new HostileMix(new Stragglers(punctual, options.Late, new Random(options.Seed)), topology, options.Hostile, options.Seed);
        _pace = new Pace(options.Rate, TimeProvider.System);
        var settings = new ProducerConfig
        {
            BootstrapServers = kafka,
            EnableIdempotence = true,
            EnableDeliveryReports = false,
            LingerMs = 2,
            MessageMaxBytes = 16 << 20,
            // With several under way, a broker that comes back may see a later one first; the client then starts its sequence anew, and
            // what had been written without an answer is written twice (seen on Apache Kafka).
            MaxInFlight = 1,
            // A broker that is away is waited for.
            MessageTimeoutMs = 0,
            ReconnectBackoffMaxMs = 500,
            TopicMetadataRefreshIntervalMs = 5000,
        };
        settings.Set("enable.gapless.guarantee", "true");
        _producer = new ProducerBuilder<byte[]?, byte[]?>(settings)
            .SetErrorHandler((_, error) => _fatal ??= error.IsFatal ? error : null)
            .SetLogHandler((_, _) => { })
            .Build();
    }

    public Ledger Ledger { get; } = new();

    /// <summary>Events and hostile records that the broker has acknowledged.</summary>
    public long AcknowledgedEvents => Interlocked.Read(ref _acknowledgedEvents);

    /// <summary>Labels sent.</summary>
    public long Labels => Interlocked.Read(ref _labels);

    /// <summary>Publishes until stopped; then all is acknowledged, and the topics are said to be idle.</summary>
    /// <exception cref="StreamingException">The broker has refused something for ever.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var sent = 0; !stop.IsCancellationRequested && _source.Read(_record); sent++)
        {
            if (_record.Content == RowContent.Events && _pace.Next() is { Ticks: > 0 } wait)
                await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Send();
            if (sent % RecordsBetweenWatermarks == 0 && _record.Time is { } time) SendWatermarks(time);
        }

        SendWatermarks(Watermark.Idle);
        Acknowledge();
    }

    public void Dispose() => _producer.Dispose();

    void Send()
    {
        var isEvent = _record.Content == RowContent.Events;
        var message = new Message<byte[]?, byte[]?> { Key = _record.HasKey ? _record.Key.ToArray() : null, Value = _record.HasValue ? _record.Value.ToArray() : null };
        var partition = message.Key is null ? _random.Next(_partitions) : Partitioners.Murmur2Partition(message.Key, _partitions);
        Send(new TopicPartition(isEvent ? _topology.Source.Topic : _topology.Labels!.Topic, partition), message);
        if (isEvent)
        {
            _events++;
            _pace.Sent();
        }
        else
        {
            Interlocked.Increment(ref _labels);
        }
    }

    void SendWatermarks(long time)
    {
        // What a watermark speaks of has to be there before it.
        Acknowledge();
        var text = Encoding.ASCII.GetBytes(time == Watermark.Idle ? "idle" : time.ToString(CultureInfo.InvariantCulture));
        foreach (var topic in _topology.Labels is { } labels ? [_topology.Source.Topic, labels.Topic] : new[] { _topology.Source.Topic })
        {
            for (var partition = 0; partition < _partitions; partition++)
                Send(new TopicPartition(topic, partition), new Message<byte[]?, byte[]?> { Headers = new Headers { { Watermark.Header, text } } });
        }
    }

    void Acknowledge()
    {
        while (_producer.Flush(FlushStep) > 0) ThrowIfFatal();
        ThrowIfFatal();
        Interlocked.Exchange(ref _acknowledgedEvents, _events);
    }

    void Send(TopicPartition partition, Message<byte[]?, byte[]?> message)
    {
        Ledger.Add(partition, message);
        while (true)
        {
            ThrowIfFatal();
            try
            {
                _producer.Produce(partition, message);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(QueueWait);
            }
        }
    }

    void ThrowIfFatal()
    {
        if (_fatal is { } error) throw new StreamingException($"the broker has refused what is published for ever: {error.Reason}");
    }
}
