using Streaming.Kafka;
using Streaming.Kafka.Reading;

namespace Streaming.Application.FollowPredictions.Tails;

/// <summary>Reads what lies before the tail, for one who follows. Not thread-safe.</summary>
sealed class CatchUpReader : IDisposable
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    readonly string _topic;
    readonly PartitionOffsets _read;
    readonly TopicReader _reader;
    int _partitions;

    /// <param name="kafka">Where.</param>
    /// <param name="topic">What.</param>
    /// <param name="read">What was read before, and is from now on.</param>
    public CatchUpReader(KafkaConnection kafka, string topic, PartitionOffsets read)
    {
        (_topic, _read) = (topic, read);
        _reader = new TopicReader(kafka);
    }

    /// <summary>The next record; null where there was none, or not yet.</summary>
    /// <param name="partitions">So many the topic has: those that have come are read from their start.</param>
    public async ValueTask<FollowedRecord?> NextAsync(int partitions)
    {
        if (_partitions != partitions)
        {
            _partitions = partitions;
            _read.Enlarge(partitions);
            _reader.Start(KafkaPartition.Of(_topic, partitions).ToDictionary(p => p, p => _read[p.Partition]));
        }

        // What is there already takes no thread of the pool.
        var ended = false;
        if (_reader.Next(TimeSpan.Zero, Pass) is { } there)
            return New(there);
        return !ended && await Task.Run(() => _reader.Next(Step, Pass), CancellationToken.None) is { } record ? New(record) : null;

        void Pass(KafkaPartition partition, long next)
        {
            _read.Pass(partition.Partition, next);
            ended = true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    FollowedRecord? New(KafkaRecord record) =>
        _read.Pass(record.Partition.Partition, record.Offset + 1)
            ? new FollowedRecord(record.Partition.Partition, record.Offset, record.Key, record.Value)
            : null;
}
