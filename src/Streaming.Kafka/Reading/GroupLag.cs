using Streaming.Kafka.Topics;

namespace Streaming.Kafka.Reading;

/// <summary>How far a group has committed one partition.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="Committed">Next offset the group will take; the first one still there where it has committed none; the end where only
/// offsets without a record lie between.</param>
/// <param name="End">Last stable offset.</param>
public sealed record PartitionLag(KafkaPartition Partition, long Committed, long End)
{
    /// <summary>Offsets not committed yet; 0 where they hold no record.</summary>
    public long Behind => Math.Max(0, End - Committed);
}

/// <summary>
/// Reads how far groups have committed partitions. Commit markers and aborted records take offsets that nobody ever commits, any
/// number of them in a row: where no record lies behind what is committed, the group is at the end.
/// </summary>
public sealed class GroupLag(KafkaConnection connection, KafkaAdmin admin) : IDisposable
{
    readonly TopicReader _reader = new(connection, WantedRecords.Presence);

    /// <summary>Where partitions were found to hold no record: what is decided stays so.</summary>
    readonly Dictionary<KafkaPartition, (long From, long To)> _empty = [];

    /// <summary>How far a group is from given ends.</summary>
    public async Task<IReadOnlyList<PartitionLag>> ReadAsync(
        string group,
        IReadOnlyDictionary<KafkaPartition, long> ends,
        CancellationToken stop
    )
    {
        var committed = await admin.CommittedAsync(group);
        var starts = await admin.StartsAsync(ends.Keys);
        var lags = ends.Select(e => new PartitionLag(e.Key, Math.Max(committed.GetValueOrDefault(e.Key, -1), starts[e.Key]), e.Value))
            .ToList();
        var left = _reader.WithRecords(lags.ToDictionary(l => l.Partition, FirstUnknown), ends, stop);
        return [.. lags.Select(l => left.Contains(l.Partition) ? l : AtEnd(l))];
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    long FirstUnknown(PartitionLag lag) =>
        _empty.TryGetValue(lag.Partition, out var empty) && lag.Committed >= empty.From ? Math.Max(lag.Committed, empty.To) : lag.Committed;

    PartitionLag AtEnd(PartitionLag lag)
    {
        if (lag.Behind > 0)
            _empty[lag.Partition] = (lag.Committed, lag.End);
        return lag with { Committed = Math.Max(lag.Committed, lag.End) };
    }
}
