using Streaming.Cli.Publishing;
using Streaming.Cli.Publishing.Hostile;
using Streaming.Cli.Publishing.Order;
using Streaming.Events.Partitioning;
using Streaming.Events.Raw;
using Streaming.Kafka;
using Streaming.Kafka.Clients;
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

    readonly TopologyModel _topology;
    readonly int _partitions;
    readonly HostileMix _source;
    readonly Pace _pace;
    readonly Random _random;
    readonly RecordPublisher _publisher;
    readonly OutgoingRecord _record = new();
    long _events;
    long _labels;
    long _acknowledgedEvents;

    public SteadyPublisher(TortureOptions options, TopologyModel topology, string kafka)
    {
        (_topology, _partitions, _random) = (topology, options.Partitions, new Random(options.Seed));
        var model = TortureTopology.Simulator(options.Topology, topology) with { Seed = (ulong)options.Seed };
        var punctual = new SimulatedRecords(new Simulator(topology, model), topology.Labels is not null, null);
        _source = new HostileMix(new Stragglers(punctual, options.Late, new Random(options.Seed)), topology, options.Hostile, options.Seed);
        _pace = new Pace(options.Rate, TimeProvider.System);
        _publisher = new RecordPublisher(new KafkaConnection(kafka));
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

    public void Dispose() => _publisher.Dispose();

    void Send()
    {
        var isEvent = _record.Content == RowContent.Events;
        var (key, value) = (_record.HasKey ? _record.Key.ToArray() : null, _record.HasValue ? _record.Value.ToArray() : null);
        var partition = key is null ? _random.Next(_partitions) : Partitioners.Murmur2Partition(key, _partitions);
        Send(new KafkaPartition(isEvent ? _topology.Source.Topic : _topology.Labels!.Topic, partition), key, value);
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
        var mark = new KeyValuePair<string, byte[]?>(Watermark.Header, WatermarkHeader.Encode(time));
        foreach (var topic in _topology.Labels is { } labels ? [_topology.Source.Topic, labels.Topic] : new[] { _topology.Source.Topic })
        {
            foreach (var partition in KafkaPartition.Of(topic, _partitions)) Send(partition, null, null, mark);
        }
    }

    void Acknowledge()
    {
        _publisher.Acknowledge();
        Interlocked.Exchange(ref _acknowledgedEvents, _events);
    }

    void Send(KafkaPartition partition, byte[]? key, byte[]? value, params KeyValuePair<string, byte[]?>[] headers)
    {
        Ledger.Add(partition, key, value, headers);
        _publisher.Send(partition, key, value, headers);
    }
}
