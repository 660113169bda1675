using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>What an operator looks at, and does to a broker.</summary>
public sealed class KafkaAdmin(string servers) : IDisposable
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    readonly IAdminClient _admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = servers })
        .SetLogHandler((_, _) => { })
        .Build();

    public IAdminClient Client => _admin;

    public bool Has(string topic) => _admin.GetMetadata(Deadline).Topics.Exists(t => t.Topic == topic);

    /// <summary>Every offset that a pipeline's groups have committed, as text.</summary>
    public async Task<IReadOnlyList<string>> OffsetsAsync(PipelinePlan plan)
    {
        var offsets = new List<string>();
        foreach (var stage in plan.Stages)
        {
            var result = await _admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(stage.Group, null)]);
            offsets.AddRange(result[0].Partitions.Select(p => $"{stage.Group} {p.Topic}[{p.Partition.Value}] {p.Offset.Value}"));
        }

        offsets.Sort(StringComparer.Ordinal);
        return offsets;
    }

    /// <summary>Whether so many members share out the partitions of each of a pipeline's groups.</summary>
    public async Task<bool> IsSharedAsync(PipelinePlan plan, int members)
    {
        var groups = await _admin.DescribeConsumerGroupsAsync(plan.Stages.Select(s => s.Group));
        return groups.ConsumerGroupDescriptions.TrueForAll(g => g.State == ConsumerGroupState.Stable && g.Members.Count == members);
    }

    /// <summary>Deletes a group with its offsets, as a broker does by itself when they expire, once its last member is gone.</summary>
    public async Task ExpireAsync(string group)
    {
        await ExpireMembersAsync(group);
        await _admin.DeleteGroupsAsync([group]);
    }

    /// <summary>Returns when the last member is gone: static ones say no good-bye.</summary>
    public async Task ExpireMembersAsync(string group)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while ((await _admin.DescribeConsumerGroupsAsync([group])).ConsumerGroupDescriptions[0].State != ConsumerGroupState.Empty)
        {
            if (TimeProvider.System.GetElapsedTime(start) > Deadline)
                throw new TimeoutException($"Group {group} keeps its members.");
            await timer.WaitForNextTickAsync();
        }
    }

    public void Dispose() => _admin.Dispose();
}
