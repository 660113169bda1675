using System.Collections.Concurrent;
using System.Globalization;
using Streaming.Events.Predictions;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.DecideEvent;

/// <summary>What became of a record: it is a prediction or a rejected record, as it lies on its topic.</summary>
/// <param name="Record">It.</param>
/// <param name="IsRejected">The record was rejected.</param>
sealed record Outcome(KafkaRecord Record, bool IsRejected);

/// <summary>
/// The outcomes of a topology as they are committed, for whoever waits for one, by the source record's place. One reader serves all who
/// wait; what nobody waits for is kept only while somebody publishes, and no more of it than the last ones. Thread-safe.
/// </summary>
sealed class LiveOutcomes : IAsyncDisposable
{
    /// <summary>Outcomes that are kept while somebody publishes: a record may be decided before its publisher knows where it
    /// lies.</summary>
    const int MostRecent = 4096;

    /// <summary>Bytes of those.</summary>
    const long MostBytes = 16 << 20;

    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly string _source;
    readonly string _quarantine;
    readonly IReadOnlyList<KafkaPartition> _partitions;
    readonly Lock _lock = new();
    readonly Dictionary<string, TaskCompletionSource<Outcome>> _waiting = new(StringComparer.Ordinal);
    readonly Dictionary<string, Outcome> _recent = new(StringComparer.Ordinal);
    readonly Queue<(string Source, long Bytes)> _order = new();
    readonly CancellationTokenSource _over = new();
    readonly TopicReader _reader;
    readonly Task _running;
    long _bytes;
    int _publishing;

    LiveOutcomes(KafkaConnection kafka, TopologyModel topology, IReadOnlyDictionary<KafkaPartition, long> ends)
    {
        (_source, _quarantine, _partitions) = (topology.Source.Topic, topology.Output.Quarantine, [.. ends.Keys]);
        _reader = new TopicReader(kafka);
        _reader.Start(ends);
        // The client blocks while it waits, so that it has a thread.
        _running = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
    }

    /// <summary>Begins with what is committed from now on.</summary>
    /// <exception cref="StreamingException">The topics are not there.</exception>
    public static async Task<LiveOutcomes> OpenAsync(KafkaConnection kafka, TopologyModel topology)
    {
        using var admin = new KafkaAdmin(kafka);
        return new LiveOutcomes(kafka, topology, await admin.EndsAsync(PartitionsOf(admin, topology)));
    }

    /// <summary>Whether it reads all that there is to read.</summary>
    public bool IsFor(KafkaConnection kafka, TopologyModel topology)
    {
        using var admin = new KafkaAdmin(kafka);
        return topology.Source.Topic == _source
            && !_running.IsCompleted
            && PartitionsOf(admin, topology).ToHashSet().SetEquals(_partitions);
    }

    /// <summary>Keeps what comes meanwhile, until it is disposed of: begin with it, then publish.</summary>
    public IDisposable Publishing() => new Holding(this);

    /// <summary>The outcome of a record that was published under <see cref="Publishing"/>.</summary>
    /// <param name="partition">Of the source topic.</param>
    /// <param name="offset">There.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="OperationCanceledException">It has not come.</exception>
    public async Task<Outcome> OfAsync(int partition, long offset, CancellationToken stop)
    {
        var source = Place(_source, partition, offset);
        TaskCompletionSource<Outcome> mine;
        lock (_lock)
        {
            if (_recent.TryGetValue(source, out var known))
                return known;
            mine = new TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[source] = mine;
        }

        try
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, _over.Token);
            return await mine.Task.WaitAsync(over.Token);
        }
        finally
        {
            lock (_lock)
                _waiting.Remove(source);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _running;
        _reader.Dispose();
        _over.Dispose();
    }

    /// <summary>A place as headers of predictions name it.</summary>
    static string Place(string topic, int partition, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{topic}/{partition}/{offset}");

    static List<KafkaPartition> PartitionsOf(KafkaAdmin admin, TopologyModel topology) =>
        [.. admin.PartitionsOf(topology.Output.Predictions), .. admin.PartitionsOf(topology.Output.Quarantine)];

    void Read()
    {
        while (!_over.IsCancellationRequested)
        {
            if (_reader.Next(Step) is not { } record)
                continue;
            var isRejected = record.Partition.Topic == _quarantine;
            if (SourceOf(record, isRejected) is { } source)
                Take(source, new Outcome(record, isRejected));
        }
    }

    static string? SourceOf(KafkaRecord record, bool isRejected) =>
        isRejected
            ? $"{record.Header(QuarantineHeaders.SourceTopic)}/{record.Header(QuarantineHeaders.SourcePartition)}/"
                + record.Header(QuarantineHeaders.SourceOffset)
            : record.Header(PredictionHeaders.Source);

    void Take(string source, Outcome outcome)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(source, out var waiting))
                waiting.TrySetResult(outcome);
            else if (_publishing > 0)
                Keep(source, outcome);
        }
    }

    void Keep(string source, Outcome outcome)
    {
        if (!_recent.TryAdd(source, outcome))
            return;
        var bytes = outcome.Record.Value?.LongLength ?? 0;
        _order.Enqueue((source, bytes));
        _bytes += bytes;
        while (_order.Count > MostRecent || _bytes > MostBytes)
        {
            var (oldest, size) = _order.Dequeue();
            _recent.Remove(oldest);
            _bytes -= size;
        }
    }

    void Release()
    {
        lock (_lock)
        {
            if (--_publishing > 0)
                return;
            _recent.Clear();
            _order.Clear();
            _bytes = 0;
        }
    }

    sealed class Holding : IDisposable
    {
        readonly LiveOutcomes _outcomes;

        public Holding(LiveOutcomes outcomes)
        {
            _outcomes = outcomes;
            lock (outcomes._lock)
                outcomes._publishing++;
        }

        public void Dispose() => _outcomes.Release();
    }
}
