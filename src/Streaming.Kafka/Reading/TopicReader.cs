using System.Runtime.CompilerServices;
using Confluent.Kafka;
using Streaming.Kafka.Clients;
using Streaming.Topology;

namespace Streaming.Kafka.Reading;

/// <summary>
/// Reads committed records of given partitions, as a member of no group: the one loop that reads topics to an end. Commit markers, and
/// records of aborted transactions, take offsets that no reader gets to see; that a partition's end is reached is therefore taken from
/// the client, never from the records.
/// </summary>
public sealed class TopicReader : IDisposable
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly KafkaConnection _connection;
    readonly IConsumer<byte[]?, byte[]?> _consumer;

    /// <summary>A committed reader is told the last stable offset where it asks for the end: what an open transaction hides must not be
    /// taken for it.</summary>
    readonly Lazy<IConsumer<byte[]?, byte[]?>> _undecided;
    readonly List<TopicPartition> _paused = [];

    /// <param name="connection">How to reach Kafka.</param>
    /// <param name="wanted">What of the records.</param>
    public TopicReader(KafkaConnection connection, WantedRecords wanted = WantedRecords.Whole)
    {
        _connection = connection;
        var config = Consumers.OfReader(connection);
        if (wanted == WantedRecords.Presence)
            Consumers.LookOnly(config);
        _consumer = ClientFactory.Reader(config, values: wanted == WantedRecords.Whole);
        _undecided = new(() =>
        {
            var undecided = Consumers.OfReader(connection);
            undecided.IsolationLevel = IsolationLevel.ReadUncommitted;
            return ClientFactory.Reader(undecided);
        });
    }

    /// <summary>How long nothing may come before reading is given up. A transaction that nobody ends any more is ended by the broker, after
    /// its time-out.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>First offset of a partition, and the one after its last, decided or not.</summary>
    public (long Low, long High) Bounds(KafkaPartition partition)
    {
        var bounds = _undecided.Value.QueryWatermarkOffsets(partition.ToClient(), _connection.Patience);
        return (bounds.Low.Value, bounds.High.Value);
    }

    /// <summary>Records between offsets, partition by partition as they come; ends when all partitions have reached theirs.</summary>
    /// <param name="from">First offset by partition.</param>
    /// <param name="to">Offset after the last one by partition, for each of <paramref name="from"/>.</param>
    /// <param name="stop">Stops reading.</param>
    /// <param name="passed">Told how far a partition is read.</param>
    /// <exception cref="StreamingException">An end does not come: Kafka does not answer, or a transaction is open.</exception>
    public IEnumerable<KafkaRecord> Read(
        IReadOnlyDictionary<KafkaPartition, long> from,
        IReadOnlyDictionary<KafkaPartition, long> to,
        CancellationToken stop,
        Action<KafkaPartition, long>? passed = null
    ) => Walk(from, from.ToDictionary(p => p.Key, p => to[p.Key]), passed, stop);

    /// <summary>Whole partitions, to the ends that they have now, whatever is open there.</summary>
    /// <exception cref="StreamingException">An end does not come: Kafka does not answer, or a transaction is open.</exception>
    public IEnumerable<KafkaRecord> ReadAll(
        IEnumerable<KafkaPartition> partitions,
        CancellationToken stop,
        Action<KafkaPartition, long>? passed = null
    )
    {
        var bounds = partitions.ToDictionary(p => p, Bounds);
        return Walk(bounds.ToDictionary(p => p.Key, p => p.Value.Low), bounds.ToDictionary(p => p.Key, p => p.Value.High), passed, stop);
    }

    /// <summary>Which of the partitions have a record between two offsets; stops at the first one of each.</summary>
    /// <exception cref="StreamingException">An end does not come: Kafka does not answer, or a transaction is open.</exception>
    public IReadOnlySet<KafkaPartition> WithRecords(
        IReadOnlyDictionary<KafkaPartition, long> from,
        IReadOnlyDictionary<KafkaPartition, long> to,
        CancellationToken stop
    )
    {
        var found = new HashSet<KafkaPartition>();
        var open = from.ToDictionary(p => p.Key, p => to[p.Key]);
        foreach (var record in Walk(from, open, passed: null, stop))
        {
            if (!found.Add(record.Partition))
                continue;
            open.Remove(record.Partition);
            // Its backlog, fetched in small pieces, would keep the others waiting for minutes.
            _paused.Add(record.Partition.ToClient());
            _consumer.Pause([_paused[^1]]);
        }

        return found;
    }

    /// <summary>Begins anew at given offsets, for <see cref="Next"/>.</summary>
    public void Start(IReadOnlyDictionary<KafkaPartition, long> from) => Assign(from);

    /// <summary>The next record; null where none comes in that time, or the broker is away, or the topic is not there yet: the client goes
    /// on by itself.</summary>
    /// <param name="wait">How long it may take.</param>
    /// <param name="ended">Told where a partition ends for now, instead of a record; offsets before it may hold none.</param>
    public KafkaRecord? Next(TimeSpan wait, Action<KafkaPartition, long>? ended = null)
    {
        try
        {
            if (_consumer.Consume(wait) is not { } result)
                return null;
            if (!result.IsPartitionEOF)
                return new KafkaRecord(result);
            ended?.Invoke(KafkaPartition.From(result.TopicPartition), result.Offset.Value);
            return null;
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            return null;
        }
    }

    /// <summary>Records from offsets on, until stopped.</summary>
    public async IAsyncEnumerable<KafkaRecord> FollowAsync(
        IReadOnlyDictionary<KafkaPartition, long> from,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        Assign(from);
        while (!stop.IsCancellationRequested)
        {
            // What is there already takes no thread of the pool.
            var result = _consumer.Consume(TimeSpan.Zero) ?? await Task.Run(() => _consumer.Consume(Step), CancellationToken.None);
            if (result is { IsPartitionEOF: false })
                yield return new KafkaRecord(result);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _consumer.Close();
        _consumer.End();
        if (_undecided.IsValueCreated)
            _undecided.Value.End();
    }

    void Assign(IEnumerable<KeyValuePair<KafkaPartition, long>> from) =>
        _consumer.Assign(from.Select(p => new TopicPartitionOffset(p.Key.ToClient(), p.Value)));

    /// <param name="from">First offsets.</param>
    /// <param name="open">Ends of the partitions still to be read: one that the caller removes is read no further.</param>
    /// <param name="passed">Told how far a partition is read.</param>
    /// <param name="stop">Stops reading.</param>
    IEnumerable<KafkaRecord> Walk(
        IReadOnlyDictionary<KafkaPartition, long> from,
        Dictionary<KafkaPartition, long> open,
        Action<KafkaPartition, long>? passed,
        CancellationToken stop
    )
    {
        foreach (var (partition, first) in from)
        {
            if (first >= open[partition])
                open.Remove(partition);
        }

        Assign(from.Where(p => open.ContainsKey(p.Key)));
        try
        {
            var last = TimeProvider.System.GetTimestamp();
            while (open.Count > 0)
            {
                stop.ThrowIfCancellationRequested();
                if (_consumer.Consume(Step) is not { } result)
                {
                    if (TimeProvider.System.GetElapsedTime(last) > Patience)
                        throw NoEnd(open);
                    continue;
                }

                last = TimeProvider.System.GetTimestamp();
                var partition = KafkaPartition.From(result.TopicPartition);
                if (!open.TryGetValue(partition, out var end))
                    continue;
                var next = result.IsPartitionEOF ? result.Offset.Value : result.Offset.Value + 1;
                passed?.Invoke(partition, next);
                if (!result.IsPartitionEOF && next <= end)
                    yield return new KafkaRecord(result);
                if (next >= end)
                    open.Remove(partition);
            }
        }
        finally
        {
            // A pause outlives the assignment.
            if (_paused.Count > 0)
                _consumer.Resume(_paused);
            _paused.Clear();
            _consumer.Unassign();
        }
    }

    StreamingException NoEnd(Dictionary<KafkaPartition, long> open) =>
        new(
            $"{string.Join(", ", open.Select(p => $"{p.Key} to offset {p.Value}").Order(StringComparer.Ordinal))}: reading does not come "
                + $"to an end, and nothing has come for {Patience.TotalSeconds:0} s. "
                + "Either Kafka does not answer, or a transaction is open there, perhaps of a process that was killed. Stop whoever "
                + "writes there, and try again in a moment."
        );
}
