using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Services;

/// <summary>How far one stage has committed one partition of its inputs.</summary>
/// <param name="Committed">Next offset the stage will take; the first one still there where it has committed none.</param>
/// <param name="End">Last stable offset.</param>
/// <param name="Stage">Stage.</param>
/// <param name="Partition">Input partition.</param>
internal sealed record PartitionLag(string Stage, TopicPartition Partition, long Committed, long End)
{
    /// <summary>Offsets not committed yet; commit markers count among them until <see cref="LagReader"/> has looked.</summary>
    public long Behind => Math.Max(0, End - Committed);
}

/// <summary>
/// Reads how far stages have committed their inputs. Commit markers take offsets that no stage ever commits, so a
/// short rest is read: where no record is left in it, the stage is at the end.
/// </summary>
internal sealed class LagReader(KafkaAccess kafka) : IDisposable
{
    // More than this many markers in a row without a record do not occur between a commit and the next one.
    const long WorthALook = 64;

    readonly IAdminClient _admin = kafka.Admin();
    readonly TopicReader _reader = new(kafka);

    /// <summary>All input partitions of a stage that exist by now.</summary>
    public IReadOnlyList<TopicPartition> Inputs(StagePlan stage)
    {
        var topics = Topics.Partitions(_admin, kafka);
        return [.. stage.Inputs.SelectMany(input => TopicsOf(input, topics)).SelectMany(topic => TopicBounds.Of(topic, topics))];
    }

    public Task<Dictionary<TopicPartition, long>> EndsAsync(IEnumerable<TopicPartition> partitions) => TopicBounds.EndsAsync(_admin, partitions);

    /// <summary>How far a stage is from given ends.</summary>
    public async Task<List<PartitionLag>> ReadAsync(StagePlan stage, IReadOnlyDictionary<TopicPartition, long> ends, CancellationToken stop)
    {
        var committed = await CommittedAsync(stage.Group);
        var starts = await TopicBounds.StartsAsync(_admin, ends.Keys);
        var lags = ends.Select(e => new PartitionLag(stage.Name, e.Key, Math.Max(committed.GetValueOrDefault(e.Key, -1), starts[e.Key]), e.Value)).ToList();
        var rests = lags.Where(l => l.Behind is > 0 and <= WorthALook).ToList();
        if (rests.Count == 0) return lags;
        var left = _reader.Read(rests.ToDictionary(l => l.Partition, l => l.Committed), rests.ToDictionary(l => l.Partition, l => l.End), stop)
            .Select(r => r.TopicPartition).ToHashSet();
        return [.. lags.Select(l => l.Behind is > 0 and <= WorthALook && !left.Contains(l.Partition) ? l with { Committed = l.End } : l)];
    }

    public void Dispose()
    {
        _reader.Dispose();
        _admin.Dispose();
    }

    static IEnumerable<string> TopicsOf(InputPlan input, Dictionary<string, int> topics) => input.Kind == InputKind.Channel
        ? topics.Keys.Where(t => t.StartsWith(input.Topic + ".", StringComparison.Ordinal) && int.TryParse(t.AsSpan(input.Topic.Length + 1), out _)).Order(StringComparer.Ordinal)
        : topics.ContainsKey(input.Topic) ? [input.Topic] : [];

    async Task<Dictionary<TopicPartition, long>> CommittedAsync(string group)
    {
        try
        {
            var answer = await _admin.ListConsumerGroupOffsetsAsync(
                [new ConsumerGroupTopicPartitions(group, null)],
                new ListConsumerGroupOffsetsOptions { RequestTimeout = KafkaAccess.Patience });
            return answer.SelectMany(g => g.Partitions).Where(p => p.Offset.Value >= 0).ToDictionary(p => p.TopicPartition, p => p.Offset.Value);
        }
        catch (ListConsumerGroupOffsetsException e)
        {
            throw new StreamingException($"Kafka does not tell how far group {group} has come: {e.Error.Reason}", e);
        }
    }
}
