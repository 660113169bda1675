using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Publishing;
using Streaming.Publishing.Hostile;
using Streaming.Publishing.Order;
using Streaming.Simulation;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Torture.Publishing.Clients;

namespace Streaming.Torture.Publishing;

/// <summary>
/// An upstream system that goes on publishing whatever happens: simulated events and labels with hostile records in
/// between, watermarks on every partition unless it is a plain one, and a ledger of all it sent.
/// </summary>
sealed class SteadyPublisher : IDisposable
{
    const int RecordsBetweenWatermarks = 60;

    readonly TopologyModel _topology;
    readonly int _partitions;
    readonly HostileMix _source;
    readonly Pace _pace;
    readonly Random _random;
    readonly ScenePublisher _kind;
    readonly ISourceClient _client;
    readonly OutgoingRecord _record = new();
    long _events;
    long _labels;
    long _acknowledgedEvents;

    public SteadyPublisher(TortureOptions options, TopologyModel topology, string kafka)
    {
        (_topology, _partitions, _random) = (topology, options.Partitions, new Random(options.Seed));
        var model = TortureTopology.Simulator(options.Topology, topology) with { Seed = (ulong)options.Seed };
        var punctual = new SimulatedRecords(new Simulator(topology, model), topology.Labels is not null && options.Publisher.Labels, null);
        _source = new HostileMix(new Stragglers(punctual, options.Late, new Random(options.Seed)), topology, options.Hostile, options.Seed);
        _pace = new Pace(options.Rate, TimeProvider.System);
        _kind = options.Publisher;
        _client = SourceClients.Open(options, kafka);
    }

    /// <summary>What was sent; see <see cref="IsExact"/>.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>The topics hold what the ledger says, no more and no less.</summary>
    public bool IsExact => _client.IsExact;

    /// <summary>Events and hostile records that the broker has acknowledged.</summary>
    public long AcknowledgedEvents => Interlocked.Read(ref _acknowledgedEvents);

    /// <summary>Labels sent.</summary>
    public long Labels => Interlocked.Read(ref _labels);

    /// <summary>Publishes until stopped; then all is acknowledged, and whoever gives watermarks says that the topics are idle.</summary>
    /// <exception cref="StreamingException">The broker has refused something for ever.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var sent = 0; !stop.IsCancellationRequested && _source.Read(_record); sent++)
        {
            if (_record.Content == RowContent.Events && _pace.Next() is { Ticks: > 0 } wait)
                await Task.Delay(wait, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Send();
            if (sent % RecordsBetweenWatermarks == 0 && _record.Time is { } time)
                Settle(time);
        }

        Settle(Watermark.Idle);
        Acknowledge();
    }

    public void Dispose() => _client.Dispose();

    void Send()
    {
        var isEvent = _record.Content == RowContent.Events;
        var (key, value) = (_record.HasKey ? _record.Key.ToArray() : null, _record.HasValue ? _record.Value.ToArray() : null);
        var partition = key is null ? _random.Next(_partitions) : _client.PartitionOf(key, _partitions);
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

    void Settle(Timestamp time)
    {
        // What a watermark speaks of has to be there before it.
        Acknowledge();
        if (!_kind.IsOrdered)
            return;
        var mark = new KeyValuePair<string, byte[]?>(Watermark.Header, WatermarkHeader.Encode(time));
        foreach (var topic in _topology.Labels is { } labels ? [_topology.Source.Topic, labels.Topic] : new[] { _topology.Source.Topic })
        {
            foreach (var partition in KafkaPartition.Of(topic, _partitions))
                Send(partition, null, null, mark);
        }
    }

    void Acknowledge()
    {
        _client.Acknowledge();
        Interlocked.Exchange(ref _acknowledgedEvents, _events);
    }

    void Send(KafkaPartition partition, byte[]? key, byte[]? value, params KeyValuePair<string, byte[]?>[] headers)
    {
        Ledger.Add(partition, key, value, headers);
        _client.Send(partition, key, value, headers);
    }
}
