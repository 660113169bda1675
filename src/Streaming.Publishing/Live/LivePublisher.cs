using System.Threading.Channels;
using Streaming.Events.Partitioning;
using Streaming.Events.Raw;
using Streaming.Events.Time;
using Streaming.Kafka;
using Streaming.Kafka.Clients;
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

    const int MostRecords = 20_000;
    const int MostBytes = 8 << 20;

    readonly KafkaConnection _kafka;
    readonly string _instance;
    readonly IReadOnlyDictionary<string, int> _partitions;
    readonly Channel<Order> _orders = Channel.CreateUnbounded<Order>(new UnboundedChannelOptions { SingleReader = true });
    readonly Dictionary<RowContent, WatermarkClock> _clocks;
    readonly Task _work;
    TransactionalPublisher? _producer;
    Order? _waiting;

    /// <param name="kafka">How to reach Kafka.</param>
    /// <param name="topology">Whose topics.</param>
    /// <param name="partitions">How many each of its topics has; where that changes, another publisher takes over.</param>
    /// <param name="instance">A name of this process alone.</param>
    public LivePublisher(KafkaConnection kafka, TopologyModel topology, IReadOnlyDictionary<string, int> partitions, string instance)
    {
        (_kafka, Topology, _partitions, _instance) = (kafka, topology, partitions, instance);
        var drift = topology.Order.Drift.Micros();
        _clocks = new() { [RowContent.Events] = new WatermarkClock(drift), [RowContent.Labels] = new WatermarkClock(drift) };
        _work = Task.Run(WorkAsync);
    }

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
    /// <returns>Where each lies, once that is durable.</returns>
    /// <exception cref="StreamingException">Kafka will never take one of them.</exception>
    /// <exception cref="TransactionFailedException">Kafka does not answer; unless the fault says so, they are not there.</exception>
    public Task<IReadOnlyList<RecordPlace>> PublishAsync(RowContent content, IReadOnlyList<ReadyRecord> records, CancellationToken stop)
    {
        var order = new Order(content, records, stop);
        if (!_orders.Writer.TryWrite(order))
            throw new StreamingException("What is published to has just changed. Send the same again.") { Kind = FailureKind.Busy };
        return order.Done.Task;
    }

    /// <summary>Ends when all that was asked for is written.</summary>
    public async ValueTask DisposeAsync()
    {
        _orders.Writer.TryComplete();
        await _work;
        _producer?.Dispose();
    }

    async Task WorkAsync()
    {
        while (_waiting is not null || await _orders.Reader.WaitToReadAsync())
        {
            var group = Gather();
            if (group.Count > 0)
                await WriteAsync(group);
        }
    }

    /// <summary>What has come meanwhile, as much as one transaction should hold.</summary>
    List<Order> Gather()
    {
        var (group, records, bytes) = (new List<Order>(), 0, 0L);
        while (_waiting is not null || _orders.Reader.TryRead(out _waiting))
        {
            var next = _waiting!;
            if (group.Count > 0 && (records + next.Records.Count > MostRecords || bytes + next.Bytes > MostBytes))
                break;
            _waiting = null;
            // Whoever has gone before anything was written for them wants nothing any more.
            if (next.Stop.IsCancellationRequested)
            {
                next.Done.TrySetCanceled(next.Stop);
                continue;
            }

            group.Add(next);
            (records, bytes) = (records + next.Records.Count, bytes + next.Bytes);
        }

        return group;
    }

    async Task WriteAsync(IReadOnlyList<Order> group)
    {
        try
        {
            _producer ??= new TransactionalPublisher(
                _kafka,
                $"streaming.{Topology.Name}.live.{_instance}",
                $"live-{_instance}",
                TransactionTime
            );
            // The client blocks the thread that it writes on.
            var written = await Task.Run(() => Write(group));
            for (var i = 0; i < group.Count; i++)
                group[i].Done.TrySetResult(written[i]);
        }
        catch (TransactionFailedException e)
        {
            Close();
            await FailAsync(group, e);
        }
        catch (Exception e)
        {
            Close();
            foreach (var order in group)
                order.Done.TrySetException(e);
        }
    }

    /// <summary>One caller's record that Kafka will never take is no fault of the others.</summary>
    async Task FailAsync(IReadOnlyList<Order> group, TransactionFailedException fault)
    {
        if (group.Count > 1 && fault is { Record: not null, Outcome: TransactionOutcome.Aborted })
        {
            foreach (var order in group)
                await WriteAsync([order]);
            return;
        }

        foreach (var order in group)
        {
            order.Done.TrySetException(
                fault.Record is null
                    ? fault
                    : new StreamingException($"Kafka does not take one of the records: {fault.Message.TrimEnd('.')}.", fault)
                    {
                        Kind = FailureKind.Invalid,
                    }
            );
        }
    }

    void Close()
    {
        _producer?.Dispose();
        _producer = null;
    }

    /// <returns>By caller.</returns>
    IReadOnlyList<RecordPlace>[] Write(IReadOnlyList<Order> group)
    {
        var sorted = group
            .SelectMany((order, caller) => order.Records.Select((record, index) => (caller, index, order.Content, record)))
            .OrderBy(r => r.record.Time ?? Timestamp.Beginning)
            .ToList();
        var records = sorted.Select(r => new NewRecord(PartitionOf(r.Content, r.record.Key), r.record.Key, r.record.Value)).ToList();
        var places = group.Select(order => new RecordPlace[order.Records.Count]).ToArray();
        var offsets = _producer!.Write([.. records, .. Promises(sorted.Select(r => (r.Content, r.record.Time)))]);
        for (var i = 0; i < sorted.Count; i++)
            places[sorted[i].caller][sorted[i].index] = new RecordPlace(records[i].To.Partition, offsets[i]);
        return places;
    }

    /// <summary>
    /// Time has come as far as the newest record, in every partition of its topic; and nothing follows for now, so that nobody is ever
    /// waited for who only calls now and then. Both lie in the transaction itself: no crash leaves the one without the other.
    /// </summary>
    IEnumerable<NewRecord> Promises(IEnumerable<(RowContent Content, Timestamp? Time)> records)
    {
        var contents = new HashSet<RowContent>();
        foreach (var (content, time) in records)
        {
            contents.Add(content);
            if (time is { } moment)
                _clocks[content].Observe(moment);
        }

        foreach (var content in contents)
        {
            foreach (var partition in KafkaPartition.Of(TopicOf(content), _partitions[TopicOf(content)]))
            {
                if (_clocks[content].Now is { } now)
                    yield return NewRecord.Promise(partition, now);
                yield return NewRecord.Promise(partition, Watermark.Idle);
            }
        }
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

    /// <summary>What one caller waits for.</summary>
    sealed class Order(RowContent content, IReadOnlyList<ReadyRecord> records, CancellationToken stop)
    {
        public RowContent Content => content;

        public IReadOnlyList<ReadyRecord> Records => records;

        public CancellationToken Stop => stop;

        public long Bytes { get; } = records.Sum(r => (long)r.Key.Length + r.Value.Length);

        public TaskCompletionSource<IReadOnlyList<RecordPlace>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
