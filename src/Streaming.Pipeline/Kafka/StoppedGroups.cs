using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Kafka;

/// <summary>Waits until no process of a pipeline runs any more, as the consumer groups of its stages tell.</summary>
internal static class StoppedGroups
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    /// <summary>A broker keeps a member that was killed, or a static one that has stopped, for as long as its session lasts: that long it is waited for.</summary>
    /// <exception cref="StreamingException">The pipeline runs.</exception>
    public static async Task WaitAsync(IAdminClient admin, PipelinePlan plan, PipelineSettings settings, TimeProvider time, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(Step, time);
        while (await RunningAsync(admin, plan, settings) is { } running)
        {
            if (time.GetElapsedTime(start) > settings.SessionTimeout * 2)
                throw new StreamingException($"{plan.Topology.Name} runs: group {running.GroupId} has {running.Members.Count} member(s). Stop every process of it first.");
            await timer.WaitForNextTickAsync(stop);
        }
    }

    private static async Task<ConsumerGroupDescription?> RunningAsync(IAdminClient admin, PipelinePlan plan, PipelineSettings settings)
    {
        try
        {
            var answer = await admin.DescribeConsumerGroupsAsync(plan.Stages.Select(s => s.Group), new DescribeConsumerGroupsOptions { RequestTimeout = settings.ConnectTimeout });
            return WithMembers(answer.ConsumerGroupDescriptions);
        }
        catch (DescribeConsumerGroupsException e) when (e.Results.ConsumerGroupDescriptions.All(g => g.Error.Code is ErrorCode.GroupIdNotFound or ErrorCode.NoError))
        {
            // Some have expired as a whole.
            return WithMembers(e.Results.ConsumerGroupDescriptions);
        }
    }

    private static ConsumerGroupDescription? WithMembers(IEnumerable<ConsumerGroupDescription> groups) => groups.FirstOrDefault(g => g.Members?.Count > 0);
}
