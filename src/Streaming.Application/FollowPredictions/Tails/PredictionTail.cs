using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Topology;

namespace Streaming.Application.FollowPredictions.Tails;

/// <summary>A topic of predictions at some moment.</summary>
/// <param name="Mark">Mark of the topic.</param>
/// <param name="Starts">First offsets still there.</param>
/// <param name="Ends">Last stable offsets.</param>
sealed record TopicNow(ulong Mark, PartitionOffsets Starts, PartitionOffsets Ends);

/// <summary>
/// Reads a topic of predictions for all of this process who follow it, from a little before its end on, so that most who come back find
/// what they have missed. Thread-safe.
/// </summary>
sealed class PredictionTail : IAsyncDisposable
{
    /// <summary>Steps that are kept for who is slow, and bytes of those.</summary>
    const int MostSteps = 4096;
    const long MostBytes = 16 << 20;

    /// <summary>How often whoever waits looks at the clock.</summary>
    static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);

    /// <summary>How soon it is noticed that the topic has more partitions, or is another.</summary>
    static readonly TimeSpan Look = TimeSpan.FromSeconds(10);
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly string _topic;
    readonly TimeProvider _time;
    readonly KafkaAdmin _admin;
    readonly TopicReader _reader;
    readonly CancellationTokenSource _over = new();
    readonly SemaphoreSlim _asking = new(1);
    readonly Task _reading;
    readonly Task _looking;
    readonly PartitionOffsets _next;
    (TopicNow Now, long AskedAt)? _known;
    volatile int _partitions;
    volatile bool _hasEnded;

    PredictionTail(KafkaConnection kafka, string topic, TimeProvider time, KafkaAdmin admin, TopicNow now)
    {
        (_topic, _time, _admin, Mark, _partitions) = (topic, time, admin, now.Mark, now.Ends.Next.Count);
        var behind = MostSteps / 2 / Math.Max(1, _partitions);
        _next = new PartitionOffsets(now.Ends.Next.Zip(now.Starts.Next, (end, start) => Math.Max(start, end - behind)));
        Window = new PredictionWindow(Mark, _next, MostSteps, MostBytes);
        _reader = new TopicReader(kafka);
        // The client blocks while it waits, so that it has a thread.
        _reading = Task.Factory.StartNew(Read, TaskCreationOptions.LongRunning);
        _looking = LookAsync();
    }

    /// <summary>Mark of the topic that it reads.</summary>
    public ulong Mark { get; }

    /// <summary>What it has read last.</summary>
    public PredictionWindow Window { get; }

    /// <summary>How many partitions the topic has.</summary>
    public int Partitions => _partitions;

    /// <summary>Nothing more comes of it.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Begins to read.</summary>
    /// <exception cref="StreamingException">There is no such topic.</exception>
    public static async Task<PredictionTail> OpenAsync(KafkaConnection kafka, string topic, TimeProvider time)
    {
        var admin = new KafkaAdmin(kafka);
        try
        {
            return new PredictionTail(kafka, topic, time, admin, await NowAsync(admin, topic));
        }
        catch
        {
            admin.Dispose();
            throw;
        }
    }

    /// <summary>The topic as it was found after this was called; one answer is for all who ask meanwhile.</summary>
    public async Task<TopicNow> NowAsync(CancellationToken stop)
    {
        var came = _time.GetTimestamp();
        await _asking.WaitAsync(stop);
        try
        {
            if (_known is { } known && known.AskedAt >= came)
                return known.Now;
            var asked = _time.GetTimestamp();
            var now = await NowAsync(_admin, _topic);
            _known = (now, asked);
            if (now.Mark != Mark)
                End(() => Another(_topic));
            return now;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_reading, _looking);
        _reader.Dispose();
        _admin.Dispose();
        _asking.Dispose();
        _over.Dispose();
    }

    /// <summary>For who comes with a cursor of another one.</summary>
    public static StreamingException Another(string topic) =>
        new($"The cursor is of another topic than {topic} as it is now: it was made again since, or it is another topology's. Begin anew.")
        {
            Kind = FailureKind.Missing,
        };

    static async Task<TopicNow> NowAsync(KafkaAdmin admin, string topic)
    {
        var mark = await MarkAsync(admin, topic);
        var partitions = admin.PartitionsOf(topic);
        var starts = await admin.StartsAsync(partitions);
        var ends = await admin.EndsAsync(partitions);
        return new TopicNow(mark, new(partitions.Select(p => starts[p])), new(partitions.Select(p => ends[p])));
    }

    static async Task<ulong> MarkAsync(KafkaAdmin admin, string topic) =>
        PredictionCursor.MarkOf(topic, (await admin.TopicIdsAsync([topic])).GetValueOrDefault(topic, ""));

    void Read()
    {
        try
        {
            for (var reading = 0; !_over.IsCancellationRequested; )
            {
                if (reading != _partitions)
                {
                    reading = _partitions;
                    _next.Enlarge(reading);
                    Window.Enlarge(reading);
                    _reader.Start(KafkaPartition.Of(_topic, reading).ToDictionary(p => p, p => _next[p.Partition]));
                }

                if (_reader.Next(Step, Pass) is { } record)
                    Take(record);
            }
        }
        catch (Exception e) when (KafkaFaults.ReasonOf(e) is { } reason)
        {
            End(() => new StreamingException($"Predictions cannot be read any more: {reason}. Come back with the last cursor.", e));
        }
    }

    void Take(KafkaRecord record)
    {
        var (partition, next) = (record.Partition.Partition, record.Offset + 1);
        if (_next.Pass(partition, next))
            Window.Add(partition, next, new FollowedRecord(partition, record.Offset, record.Key, record.Value));
    }

    void Pass(KafkaPartition partition, long next)
    {
        if (_next.Pass(partition.Partition, next))
            Window.Add(partition.Partition, next, null);
    }

    async Task LookAsync()
    {
        using var pulses = new PeriodicTimer(Pulse, _time);
        var looked = _time.GetTimestamp();
        while (await TickAsync(pulses))
        {
            Window.Pulse();
            if (_time.GetElapsedTime(looked) < Look)
                continue;
            looked = _time.GetTimestamp();
            try
            {
                var mark = await MarkAsync(_admin, _topic);
                if (mark == Mark)
                    _partitions = Math.Max(_partitions, _admin.PartitionsOf(_topic).Count);
                else
                    End(() => Another(_topic));
            }
            catch (Exception e) when (e is StreamingException || KafkaFaults.ReasonOf(e) is not null)
            {
                // A broker that is away comes back; whoever follows hears nothing meanwhile.
            }
        }
    }

    async Task<bool> TickAsync(PeriodicTimer pulses)
    {
        try
        {
            return await pulses.WaitForNextTickAsync(_over.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    void End(Func<Exception> fault)
    {
        _hasEnded = true;
        Window.End(fault);
    }
}
