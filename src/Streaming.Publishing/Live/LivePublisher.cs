using Streaming.Events.Partitioning;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Topics;
using Streaming.Publishing.Order;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Publishing.Live;

/// <summary>
/// Publishes for many callers at once, who each wait for their own records: whatever has come while one transaction was written goes into
/// the next one, in event-time order. One named publisher for all of them. Thread-safe.
/// </summary>
public sealed class LivePublisher : IAsyncDisposable
{
    /// <summary>How long readers wait at most for a transaction that nobody ends.</summary>
    static readonly TimeSpan TransactionTime = TimeSpan.FromSeconds(10);

    /// <summary>Of a keys topic that has to be made: processes that publish under keys at the same time get into each other's way in
    /// one of them at a time.</summary>
    const int KeyPartitions = 8;

    /// <summary>Of one partition; all of them together take about 100 MB.</summary>
    const int MostKeys = 125_000;

    readonly KafkaConnection _kafka;
    readonly string _instance;
    readonly TimeProvider _time;
    readonly IReadOnlyDictionary<string, int> _partitions;
    readonly Dictionary<RowContent, WatermarkClock> _clocks;
    readonly PublishLane _plain;
    readonly SemaphoreSlim _opening = new(1);
    PublishLane[]? _keyed;

    /// <param name="kafka">How to reach Kafka.</param>
    /// <param name="topology">Whose topics.</param>
    /// <param name="partitions">How many each of its topics has; where that changes, another publisher takes over.</param>
    /// <param name="instance">A name of this process alone.</param>
    /// <param name="time">The clock that keys grow old by.</param>
    public LivePublisher(
        KafkaConnection kafka,
        TopologyModel topology,
        IReadOnlyDictionary<string, int> partitions,
        string instance,
        TimeProvider time
    )
    {
        (_kafka, Topology, _partitions, _instance, _time) = (kafka, topology, partitions, instance, time);
        var drift = topology.Order.Drift.Micros();
        _clocks = new() { [RowContent.Events] = new WatermarkClock(drift), [RowContent.Labels] = new WatermarkClock(drift) };
        _plain = new PublishLane(() => Client($"live.{instance}"), Write, keys: null, time);
    }

    /// <summary>For how long a key makes a retry harmless.</summary>
    public static TimeSpan KeysKept { get; } = TimeSpan.FromHours(24);

    /// <summary>What it publishes for.</summary>
    public TopologyModel Topology { get; }

    /// <summary>Where records of a kind go.</summary>
    public string TopicOf(RowContent content) => content == RowContent.Events ? Topology.Source.Topic : Topology.Labels!.Topic;

    /// <summary>Whether it is the one for a topology that is so, and whose topics are so.</summary>
    public bool IsFor(TopologyModel topology, IReadOnlyDictionary<string, int> partitions) =>
        topology.ContentHash == Topology.ContentHash
        && topology.Name == Topology.Name
        && partitions.Count == _partitions.Count
        && partitions.All(p => _partitions.GetValueOrDefault(p.Key) == p.Value);

    /// <summary>Publishes all of the records, or none.</summary>
    /// <param name="content">What they are.</param>
    /// <param name="records">At least one.</param>
    /// <param name="key">What was published under it before is not published again, whichever process was asked, and whatever became of
    /// it. Null: none.</param>
    /// <param name="stop">Gives up; what is under way goes on.</param>
    /// <returns>Where each lies, once that is durable.</returns>
    /// <exception cref="KeyReusedException">The key was used for something else.</exception>
    /// <exception cref="StreamingException">Kafka will never take one of them.</exception>
    /// <exception cref="TransactionFailedException">Kafka does not answer; unless the fault says so, they are not there.</exception>
    public async Task<IReadOnlyList<RecordPlace>> PublishAsync(
        RowContent content,
        IReadOnlyList<ReadyRecord> records,
        PublishKey? key,
        CancellationToken stop
    )
    {
        var order = new PublishOrder(content, records, key, stop);
        if (!(key is null ? _plain : await LaneOfAsync(key, stop)).Take(order))
            throw new StreamingException("What is published to has just changed. Send the same again.") { Kind = FailureKind.Busy };
        return await order.Done.Task;
    }

    /// <summary>Ends when all that was asked for is written.</summary>
    public async ValueTask DisposeAsync()
    {
        await _plain.DisposeAsync();
        foreach (var lane in _keyed ?? [])
            await lane.DisposeAsync();
        _opening.Dispose();
    }

    async Task<PublishLane> LaneOfAsync(PublishKey key, CancellationToken stop)
    {
        if (Volatile.Read(ref _keyed) is not { } lanes)
        {
            await _opening.WaitAsync(stop);
            try
            {
                lanes = _keyed ?? await OpenLanesAsync();
                Volatile.Write(ref _keyed, lanes);
            }
            finally
            {
                _opening.Release();
            }
        }

        return lanes[Partitioners.Murmur2Partition(key.Id, lanes.Length)];
    }

    /// <summary>A lane for each partition of the keys topic; none of them connects before it is needed.</summary>
    async Task<PublishLane[]> OpenLanesAsync()
    {
        var topic = $"{Topology.Name}.publish-keys";
        using var admin = new KafkaAdmin(_kafka);
        if (!admin.Partitions().TryGetValue(topic, out var count))
        {
            // A segment is deleted when its last record is that old.
            await admin.CreateAsync([new NewTopic(topic, KeyPartitions) { Compacted = true, Kept = 2 * KeysKept }]);
            count = KeyPartitions;
        }

        return
        [
            .. KafkaPartition
                .Of(topic, count)
                .Select(partition => new PublishLane(
                    () => Client($"publish-keys.{partition.Partition}"),
                    Write,
                    new PublishKeys(_kafka, partition, KeysKept, MostKeys, _time),
                    _time
                )),
        ];
    }

    TransactionalPublisher Client(string id) => new(_kafka, $"streaming.{Topology.Name}.{id}", $"live-{_instance}", TransactionTime);

    /// <returns>By caller.</returns>
    IReadOnlyList<RecordPlace>[] Write(TransactionalPublisher client, IReadOnlyList<PublishOrder> group, PublishKeys? keys)
    {
        var sorted = group
            .SelectMany((order, caller) => order.Records.Select((record, index) => (caller, index, order.Content, record)))
            .OrderBy(r => r.record.Time ?? Timestamp.Beginning)
            .ToList();
        var records = sorted.Select(r => new NewRecord(PartitionOf(r.Content, r.record.Key), r.record.Key, r.record.Value)).ToList();
        var promises = Promises(sorted.Select(r => (r.Content, r.record.Time)));
        var places = group.Select(order => new RecordPlace[order.Records.Count]).ToArray();
        var now = Timestamp.Now(_time);
        var offsets = client.Write([.. records, .. promises], Entries);
        for (var caller = 0; caller < group.Count && keys is not null; caller++)
            keys.Add(group[caller].Key!.Id, offsets[records.Count + promises.Count + caller], now.Micros);
        return places;

        IEnumerable<NewRecord> Entries(long[] at)
        {
            for (var i = 0; i < sorted.Count; i++)
                places[sorted[i].caller][sorted[i].index] = new RecordPlace(records[i].To.Partition, at[i]);
            return keys is null
                ? []
                : group.Select(
                    (order, caller) => new NewRecord(keys.Partition, order.Key!.Id, KeyEntry.Of(order.Key, now, places[caller]).Write())
                );
        }
    }

    /// <summary>
    /// Time has come as far as the newest record, in every partition of its topic; and nothing follows for now, so that nobody is ever
    /// waited for who only calls now and then. Both lie in the transaction itself: no crash leaves the one without the other.
    /// </summary>
    List<NewRecord> Promises(IEnumerable<(RowContent Content, Timestamp? Time)> records)
    {
        var reached = new Dictionary<RowContent, Timestamp?>();
        lock (_clocks)
        {
            foreach (var (content, time) in records)
            {
                if (time is { } moment)
                    _clocks[content].Observe(moment);
                reached[content] = _clocks[content].Now;
            }
        }

        var promises = new List<NewRecord>();
        foreach (var (content, now) in reached)
        {
            foreach (var partition in KafkaPartition.Of(TopicOf(content), _partitions[TopicOf(content)]))
            {
                if (now is { } time)
                    promises.Add(NewRecord.Promise(partition, time));
                promises.Add(NewRecord.Promise(partition, Watermark.Idle));
            }
        }

        return promises;
    }

    KafkaPartition PartitionOf(RowContent content, byte[] key)
    {
        var topic = TopicOf(content);
        return new KafkaPartition(
            topic,
            content == RowContent.Events && Topology.Source.Partitioner == PartitionerKind.Crc32
                ? Partitioners.Crc32Partition(key, _partitions[topic])
                : Partitioners.Murmur2Partition(key, _partitions[topic])
        );
    }
}
