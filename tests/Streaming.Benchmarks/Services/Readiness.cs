using System.Diagnostics;
using Streaming.Kafka;
using Streaming.Kafka.Topics;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Services;

/// <summary>
/// Waits until every stage has its partitions: it commits where it starts before it does anything else.
/// </summary>
static class Readiness
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task WaitAsync(PipelinePlan plan, string kafka, int partitions, CancellationToken stop)
    {
        using var admin = new KafkaAdmin(new KafkaConnection(kafka));
        var start = Stopwatch.GetTimestamp();
        foreach (var stage in plan.Stages)
        {
            while (!await CommittedAsync(admin, stage, partitions))
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                    throw new StreamingException($"Stage {stage.Name} did not get its partitions within {Patience.TotalSeconds} s.");
                await Task.Delay(Poll, stop);
            }
        }
    }

    static async Task<bool> CommittedAsync(KafkaAdmin admin, StagePlan stage, int partitions)
    {
        var committed = await admin.CommittedAsync(stage.Group);
        return KafkaPartition.Of(stage.EmittedTopic, partitions).All(committed.ContainsKey);
    }
}
