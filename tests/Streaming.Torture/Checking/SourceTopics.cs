using Streaming.Events.Raw;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Topology.Model;
using Streaming.Torture.Publishing;

namespace Streaming.Torture.Checking;

/// <summary>What lies on the topics that the pipeline reads from outside.</summary>
/// <param name="Events">Records of the source topic, without watermarks, with the hash of each.</param>
/// <param name="Labels">Records of the labels topic, without watermarks.</param>
sealed record SourceTopics(IReadOnlyDictionary<SourceRecord, ulong> Events, IReadOnlyDictionary<SourceRecord, ulong> Labels)
{
    /// <summary>Reads the topics, and holds them against what the publisher sent: the broker's own promise.</summary>
    public static SourceTopics Read(
        string kafka,
        TopologyModel topology,
        int partitions,
        Ledger? ledger,
        Findings findings,
        CancellationToken stop
    )
    {
        var events = Read(kafka, topology.Source.Topic, partitions, ledger, findings, stop);
        var labels = topology.Labels is { } l ? Read(kafka, l.Topic, partitions, ledger, findings, stop) : [];
        return new SourceTopics(events, labels);
    }

    /// <summary>Of key and value as they lie on the topic.</summary>
    public ulong? HashOf(SourceRecord record) =>
        Events.TryGetValue(record, out var hash) || Labels.TryGetValue(record, out hash) ? hash : null;

    static Dictionary<SourceRecord, ulong> Read(
        string kafka,
        string topic,
        int partitions,
        Ledger? ledger,
        Findings findings,
        CancellationToken stop
    )
    {
        var records = new Dictionary<SourceRecord, ulong>();
        var arrived = KafkaPartition.Of(topic, partitions).ToDictionary(p => p, _ => new List<ulong>());
        using var reader = new TopicReader(new KafkaConnection(kafka));
        foreach (var record in reader.ReadAll(arrived.Keys, stop))
        {
            var hash = Ledger.HashOf(record.Key, record.Value, record.Headers);
            arrived[record.Partition].Add(hash);
            if (record.Header(Watermark.Header) is null)
                records.Add(new SourceRecord(topic, record.Partition.Partition, record.Offset), hash);
        }

        if (ledger is null)
            return records;
        foreach (var (partition, hashes) in arrived)
            Compare(partition, ledger.Sent.GetValueOrDefault(partition) ?? [], hashes, findings);
        return records;
    }

    static void Compare(KafkaPartition partition, List<ulong> sent, List<ulong> arrived, Findings findings)
    {
        if (sent.Count > arrived.Count)
            findings.Add(FindingKind.Lost, $"{partition}: {sent.Count} records were acknowledged, {arrived.Count} are on the topic");
        if (sent.Count < arrived.Count)
            findings.Add(FindingKind.Twice, $"{partition}: {sent.Count} records were sent, {arrived.Count} are on the topic");
        var first = sent.Zip(arrived, (a, b) => a == b).TakeWhile(same => same).Count();
        if (first < Math.Min(sent.Count, arrived.Count))
            findings.Add(FindingKind.OutOfOrder, $"{partition}: record {first} is not the one that was sent there");
    }
}
