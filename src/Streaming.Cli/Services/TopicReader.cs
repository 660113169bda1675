using System.Runtime.CompilerServices;
using Confluent.Kafka;

namespace Streaming.Cli.Services;

/// <summary>Reads committed records of given partitions, as a member of no group.</summary>
internal sealed class TopicReader : IDisposable
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly IConsumer<byte[]?, byte[]?> _consumer;

    public TopicReader(KafkaAccess kafka)
    {
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig(kafka.Base())
        {
            GroupId = "streaming-cli",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            IsolationLevel = IsolationLevel.ReadCommitted,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            FetchWaitMaxMs = 50,
            MessageMaxBytes = 64 << 20,
        }).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
    }

    /// <summary>Records between offsets, partition by partition as they come; ends when all partitions have reached their end.</summary>
    /// <param name="from">First offset by partition.</param>
    /// <param name="to">Offset after the last one by partition: a last stable offset.</param>
    /// <param name="stop">Stops reading.</param>
    public IEnumerable<ConsumeResult<byte[]?, byte[]?>> Read(IReadOnlyDictionary<TopicPartition, long> from, IReadOnlyDictionary<TopicPartition, long> to, CancellationToken stop)
    {
        var open = from.Where(p => p.Value < to[p.Key]).ToDictionary(p => p.Key, p => to[p.Key]);
        _consumer.Assign(open.Select(p => new TopicPartitionOffset(p.Key, from[p.Key])));
        while (open.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            if (_consumer.Consume(Step) is not { } record) continue;
            if (!open.TryGetValue(record.TopicPartition, out var end)) continue;
            // Control records fill offsets that no record has: the end of the partition tells that it is reached.
            if (!record.IsPartitionEOF && record.Offset.Value < end) yield return record;
            if (record.Offset.Value >= (record.IsPartitionEOF ? end : end - 1)) open.Remove(record.TopicPartition);
        }
    }

    /// <summary>Records from offsets on, until stopped.</summary>
    public async IAsyncEnumerable<ConsumeResult<byte[]?, byte[]?>> FollowAsync(IReadOnlyDictionary<TopicPartition, long> from, [EnumeratorCancellation] CancellationToken stop)
    {
        _consumer.Assign(from.Select(p => new TopicPartitionOffset(p.Key, p.Value)));
        while (!stop.IsCancellationRequested)
        {
            if (_consumer.Consume(TimeSpan.Zero) is { } ready)
            {
                if (!ready.IsPartitionEOF) yield return ready;
                continue;
            }

            var next = await Task.Run(() => _consumer.Consume(Step), CancellationToken.None);
            if (next is { IsPartitionEOF: false }) yield return next;
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }
}
