using System.Text;
using Confluent.Kafka;
using Streaming.Pipeline.Kafka;
using Streaming.Topology;

namespace Streaming.Pipeline.Repair;

/// <summary>Reads headers of what lies on output topics, as a read-committed consumer has it, up to the end that they had at first.</summary>
internal sealed class OutputReader : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    /// <summary>A transaction that nobody ends any more is ended by the broker, after its time-out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Offsets read at first to find the last record of a partition: markers and what was aborted take some too.</summary>
    private const long FirstLook = 64;

    private readonly IConsumer<Ignore, Ignore> _consumer;
    private readonly PipelineSettings _settings;

    public OutputReader(PipelineSettings settings, string group)
    {
        _settings = settings;
        var config = KafkaClients.Consumer(settings, group);
        // It never joins the group, and must not stand in a member's place.
        config.GroupInstanceId = null;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.EnablePartitionEof = true;
        _consumer = KafkaClients.Build(() => new ConsumerBuilder<Ignore, Ignore>(config).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build());
    }

    /// <summary>Offsets that the group has committed; partitions without one are absent.</summary>
    public Dictionary<TopicPartition, long> Committed(IEnumerable<TopicPartition> partitions) =>
        _consumer.Committed(partitions, _settings.ConnectTimeout).Where(o => o.Offset != Offset.Unset).ToDictionary(o => o.TopicPartition, o => o.Offset.Value);

    public WatermarkOffsets Bounds(TopicPartition partition) => _consumer.QueryWatermarkOffsets(partition, _settings.ConnectTimeout);

    /// <summary>A header of every record that has it; the others give null.</summary>
    public IEnumerable<(TopicPartition Partition, string? Header)> Headers(
        IEnumerable<TopicPartition> partitions, string name, IProgress<RepairProgress>? progress, CancellationToken stop) =>
        Read(partitions.ToDictionary(p => p, p => Bounds(p)), name, progress, stop);

    /// <summary>A header of the last record of a partition; null where that has none.</summary>
    /// <param name="any">Whether there is a record at all.</param>
    public string? LastHeader(TopicPartition partition, string name, out bool any, CancellationToken stop)
    {
        var bounds = Bounds(partition);
        for (var look = FirstLook; ; look *= 8)
        {
            var from = Math.Max(bounds.Low.Value, bounds.High.Value - look);
            var read = Read(new() { [partition] = new WatermarkOffsets(from, bounds.High) }, name, progress: null, stop).ToList();
            any = read.Count > 0;
            if (any) return read[^1].Header;
            if (from == bounds.Low.Value) return null;
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private IEnumerable<(TopicPartition Partition, string? Header)> Read(
        Dictionary<TopicPartition, WatermarkOffsets> ranges, string name, IProgress<RepairProgress>? progress, CancellationToken stop)
    {
        // Offsets, not records: markers and what was aborted take some too.
        var passed = ranges.ToDictionary(r => r.Key, r => r.Value.Low.Value);
        var (done, total) = (0L, ranges.Values.Sum(r => r.High.Value - r.Low.Value));
        // The high watermark, not the last stable offset: what an open transaction hides must not be taken for the end.
        var open = ranges.Where(r => r.Value.High.Value > r.Value.Low.Value).Select(r => r.Key).ToHashSet();
        _consumer.Assign(open.Select(p => new TopicPartitionOffset(p, ranges[p].Low)));
        var last = TimeProvider.System.GetTimestamp();
        while (open.Count > 0)
        {
            stop.ThrowIfCancellationRequested();
            if (TimeProvider.System.GetElapsedTime(last) > Patience)
                throw new StreamingException($"{string.Join(", ", open)} cannot be read to the end: a transaction is open. Stop whoever writes there, and try again.");
            if (_consumer.Consume(Step) is not { } record) continue;
            last = TimeProvider.System.GetTimestamp();
            var next = record.IsPartitionEOF ? record.Offset.Value : record.Offset.Value + 1;
            done += next - passed[record.TopicPartition];
            passed[record.TopicPartition] = next;
            progress?.Report(new RepairProgress(Math.Min(done, total), total));
            if (!record.IsPartitionEOF)
                yield return (record.TopicPartition, record.Message.Headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : null);
            else if (record.Offset >= ranges[record.TopicPartition].High)
                open.Remove(record.TopicPartition);
        }

        _consumer.Unassign();
    }
}
