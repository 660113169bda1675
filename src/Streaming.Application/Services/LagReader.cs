using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Topology.Plan;

namespace Streaming.Application.Services;

/// <summary>How far one stage has committed one partition of its inputs.</summary>
sealed record StageLag(string Stage, PartitionLag Partition);

/// <summary>Reads how far stages have committed their inputs.</summary>
sealed class LagReader : IDisposable
{
    readonly KafkaAdmin _admin;
    readonly GroupLag _lag;

    public LagReader(KafkaConnection kafka)
    {
        _admin = new KafkaAdmin(kafka);
        _lag = new GroupLag(kafka, _admin);
    }

    /// <summary>All input partitions of a stage that exist by now.</summary>
    public IReadOnlyList<KafkaPartition> Inputs(StagePlan stage)
    {
        var topics = _admin.Partitions();
        return
        [
            .. stage.AllInputs.SelectMany(input => TopicsOf(input, topics)).SelectMany(topic => KafkaPartition.Of(topic, topics[topic])),
        ];
    }

    public Task<Dictionary<KafkaPartition, long>> EndsAsync(IEnumerable<KafkaPartition> partitions) => _admin.EndsAsync(partitions);

    /// <summary>How far a stage is from given ends.</summary>
    public async Task<IReadOnlyList<StageLag>> ReadAsync(
        StagePlan stage,
        IReadOnlyDictionary<KafkaPartition, long> ends,
        CancellationToken stop
    ) => [.. (await _lag.ReadAsync(stage.Group, ends, stop)).Select(l => new StageLag(stage.Name, l))];

    public void Dispose()
    {
        _lag.Dispose();
        _admin.Dispose();
    }

    static IEnumerable<string> TopicsOf(InputPlan input, Dictionary<string, int> topics) =>
        input.Kind == InputKind.Channel
            ? topics
                .Keys.Where(t =>
                    t.StartsWith(input.Topic + ".", StringComparison.Ordinal) && int.TryParse(t.AsSpan(input.Topic.Length + 1), out _)
                )
                .Order(StringComparer.Ordinal)
        : topics.ContainsKey(input.Topic) ? [input.Topic]
        : [];
}
