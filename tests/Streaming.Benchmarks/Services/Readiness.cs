using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Cli.Services;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Services;

/// <summary>
/// Waits until every stage has its partitions: it commits where it starts before it does anything else.
/// </summary>
internal static class Readiness
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task WaitAsync(PipelinePlan plan, string kafka, int partitions, CancellationToken stop)
    {
        using var admin = new KafkaAccess(kafka).Admin();
        var start = Stopwatch.GetTimestamp();
        foreach (var stage in plan.Stages)
        {
            while (!await CommittedAsync(admin, stage, partitions))
            {
                if (Stopwatch.GetElapsedTime(start) > Patience) throw new StreamingException($"Stage {stage.Name} did not get its partitions within {Patience.TotalSeconds} s.");
                await Task.Delay(Poll, stop);
            }
        }
    }

    static async Task<bool> CommittedAsync(IAdminClient admin, StagePlan stage, int partitions)
    {
        var asked = Enumerable.Range(0, partitions).Select(p => new TopicPartition(stage.EmittedTopic, p)).ToList();
        var answer = await admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(stage.Group, asked)]);
        return answer[0].Partitions.All(p => p.Offset != Offset.Unset);
    }
}
