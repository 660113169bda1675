using Streaming.Kafka;
using Streaming.Kafka.Reading;

namespace Streaming.Pipeline.Repair;

/// <summary>Reads headers of what lies on output topics, as a read-committed consumer has it, up to the end that they had at
/// first.</summary>
sealed class OutputReader(PipelineSettings settings) : IDisposable
{
    /// <summary>Offsets read at first to find the last record of a partition: markers and what was aborted take some too.</summary>
    const long FirstLook = 64;

    readonly TopicReader _reader = new(settings.Kafka, WantedRecords.WithoutValues);

    public (long Low, long High) Bounds(KafkaPartition partition) => _reader.Bounds(partition);

    /// <summary>A header of every record that has it; the others give null.</summary>
    public IEnumerable<(KafkaPartition Partition, string? Header)> Headers(
        IReadOnlyCollection<KafkaPartition> partitions,
        string name,
        IProgress<RepairProgress>? progress,
        CancellationToken stop
    )
    {
        // Offsets, not records: markers and what was aborted take some too.
        var bounds = partitions.ToDictionary(p => p, Bounds);
        var passed = bounds.ToDictionary(b => b.Key, b => b.Value.Low);
        var (done, total) = (0L, bounds.Values.Sum(b => b.High - b.Low));
        return _reader.ReadAll(partitions, stop, Passed).Select(r => (r.Partition, r.Header(name)));

        void Passed(KafkaPartition partition, long next)
        {
            done += next - passed[partition];
            passed[partition] = next;
            progress?.Report(new RepairProgress(Math.Min(done, total), total));
        }
    }

    /// <summary>A header of the last record of a partition; null where that has none.</summary>
    /// <param name="any">Whether there is a record at all.</param>
    public string? LastHeader(KafkaPartition partition, string name, out bool any, CancellationToken stop)
    {
        var (low, high) = Bounds(partition);
        for (var look = FirstLook; ; look *= 8)
        {
            var from = Math.Max(low, high - look);
            var last = _reader.Read(At(from), At(high), stop).LastOrDefault();
            any = last is not null;
            if (any || from == low)
                return last?.Header(name);
        }

        Dictionary<KafkaPartition, long> At(long offset) => new() { [partition] = offset };
    }

    public void Dispose() => _reader.Dispose();
}
