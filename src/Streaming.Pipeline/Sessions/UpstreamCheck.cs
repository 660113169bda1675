using Confluent.Kafka;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;
using Streaming.Pipeline.Kafka;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Sessions;

/// <summary>
/// Whether what a channel last said, that nobody need wait for it, still holds when a stage starts: it does where everything that
/// feeds the channel has been read. Where something came while the pipeline was away, the upstream will speak for itself, and the rows
/// it then brings must not find others gone ahead.
/// </summary>
sealed class UpstreamCheck(PipelinePlan plan, TopicLayout layout, KafkaConnection kafka)
{
    /// <summary>The upstream partitions, by stage and number, that have nothing left to read.</summary>
    /// <exception cref="KafkaException">Kafka does not tell; it may, the next time.</exception>
    public async Task<IReadOnlySet<(string Stage, int Partition)>> DrainedAsync(StagePlan stage, CancellationToken stop)
    {
        try
        {
            return await FindAsync(stage, stop);
        }
        catch (StreamingException e)
        {
            // A message for whoever runs a command; a stage tries again.
            throw new KafkaException(new Error(ErrorCode.Local_Fail, e.Message), e);
        }
    }

    async Task<IReadOnlySet<(string Stage, int Partition)>> FindAsync(StagePlan stage, CancellationToken stop)
    {
        var drained = new HashSet<(string, int)>();
        if (!stage.Inputs.Any(i => i.Kind == InputKind.Channel))
            return drained;
        using var admin = new KafkaAdmin(kafka);
        using var lags = new GroupLag(kafka, admin);
        // Stages come in flow order: those that feed one have been looked at before it.
        foreach (var upstream in plan.Stages.TakeWhile(s => s != stage))
        {
            var counts = Enumerable.Range(0, layout.PartitionsOf(upstream)).ToList();
            var inputs = counts.SelectMany(p => layout.TopicsOf(upstream).Select(t => new KafkaPartition(t, p)));
            var behind = (await lags.ReadAsync(upstream.Group, await admin.EndsAsync(inputs), stop))
                .Where(l => l.Behind > 0)
                .Select(l => l.Partition.Partition)
                .ToHashSet();
            drained.UnionWith(counts.Where(p => !behind.Contains(p) && IsFedByDrained(upstream)).Select(p => (upstream.Name, p)));
        }

        return drained;

        // A channel carries every upstream partition's rows to every one of its own.
        bool IsFedByDrained(StagePlan upstream) =>
            upstream
                .Inputs.Where(i => i.Kind == InputKind.Channel)
                .All(i => Enumerable.Range(0, layout.Partitions[i.From!]).All(p => drained.Contains((i.From!, p))));
    }
}
