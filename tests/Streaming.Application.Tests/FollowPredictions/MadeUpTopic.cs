using Streaming.Application.FollowPredictions;
using Streaming.Application.FollowPredictions.Tails;

namespace Streaming.Application.Tests.FollowPredictions;

/// <summary>A topic that is a list of offsets for each partition, some of which hold no record, as those of commit markers.</summary>
sealed class MadeUpTopic(int partitions)
{
    readonly List<List<FollowedRecord?>> _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new List<FollowedRecord?>())];

    public int Partitions => _partitions.Count;

    public void Enlarge() => _partitions.Add([]);

    public void Append(int partition, bool isRecord)
    {
        var offsets = _partitions[partition];
        offsets.Add(isRecord ? new FollowedRecord(partition, offsets.Count, null, [1, 2, 3]) : null);
    }

    /// <summary>What a reader gets next: a record behind offsets without one, or the end.</summary>
    public (long Next, FollowedRecord? Record) Read(int partition, long from)
    {
        var offsets = _partitions[partition];
        for (var at = (int)from; at < offsets.Count; at++)
        {
            if (offsets[at] is { } record)
                return (at + 1, record);
        }

        return (offsets.Count, null);
    }

    /// <summary>Offsets of records that lie before one.</summary>
    public IEnumerable<long> RecordsBefore(int partition, long end) =>
        _partitions[partition].Take((int)end).OfType<FollowedRecord>().Select(r => r.Offset);

    public PartitionOffsets Start() => new(_partitions.Select(_ => 0L));

    public static PartitionOffsets At(string cursor) =>
        PredictionCursor.TryParse(cursor, out var read)
            ? new PartitionOffsets(read.Next)
            : throw new InvalidOperationException($"'{cursor}' is no cursor.");
}
