using Streaming.Kafka.Topics;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Kafka;

/// <summary>Waits until no process of a pipeline runs any more, as the consumer groups of its stages tell.</summary>
static class StoppedGroups
{
    static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    /// <summary>A broker keeps a member that was killed, or a static one that has stopped, for as long as its session lasts: that long it
    /// is waited for.</summary>
    /// <exception cref="StreamingException">The pipeline runs.</exception>
    public static async Task WaitAsync(
        KafkaAdmin admin,
        PipelinePlan plan,
        PipelineSettings settings,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(Step, time);
        while (await admin.RunningAsync(plan.Stages.Select(s => s.Group)) is var (group, members))
        {
            if (time.GetElapsedTime(start) > settings.SessionTimeout * 2)
            {
                throw new StreamingException(
                    $"{plan.Topology.Name} runs: group {group} has {members} member(s). Stop every process of it first."
                );
            }

            await timer.WaitForNextTickAsync(stop);
        }
    }
}
