using Streaming.Kafka.Topics;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Kafka;

/// <summary>
/// Creates the topics a plan needs and has not got, and refuses a partition count that contradicts the one the stage
/// already runs with. Nothing moves before this has passed.
/// </summary>
public static class TopicSetup
{
    /// <exception cref="StreamingException">The broker cannot be reached, or topics contradict the plan.</exception>
    public static async Task<TopicLayout> EnsureAsync(PipelinePlan plan, PipelineSettings settings)
    {
        using var admin = new KafkaAdmin(settings.Kafka);
        var existing = await WithOutsideAsync(admin, plan, settings.Partitions);
        var stages = new Dictionary<string, int>(StringComparer.Ordinal);

        foreach (var stage in plan.Stages)
        {
            var outside = stage.Inputs.FirstOrDefault(i => i.Kind != InputKind.Channel);
            var partitions = outside is null
                ? existing.GetValueOrDefault(stage.EmittedTopic, stages.GetValueOrDefault(plan.Entry.Name, settings.Partitions))
                : existing.GetValueOrDefault(outside.Topic, settings.Partitions);
            if (
                outside is not null
                && existing.ContainsKey(outside.Topic)
                && existing.TryGetValue(stage.EmittedTopic, out var before)
                && before != partitions
            )
            {
                throw TopicLayout.ChangedCount(plan, outside.Topic, before, partitions);
            }

            stages[stage.Name] = partitions;
        }

        var wanted = Wanted(plan, stages, existing);
        RefuseContradictions(plan, wanted, existing);
        await admin.CreateAsync(wanted.Where(t => !existing.ContainsKey(t.Name)));
        return new TopicLayout(plan, stages);
    }

    /// <summary>
    /// What there is once the topics from outside are there too, where no stage has run with them: publishers make them as well, and
    /// whoever is quicker says how many partitions they have.
    /// </summary>
    static async Task<Dictionary<string, int>> WithOutsideAsync(KafkaAdmin admin, PipelinePlan plan, int partitions)
    {
        var existing = admin.Partitions();
        var missing = plan
            .Stages.Where(s => !existing.ContainsKey(s.EmittedTopic))
            .SelectMany(s => s.Inputs)
            .Where(i => i.Kind != InputKind.Channel && !existing.ContainsKey(i.Topic))
            .Select(i => i.Topic)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (missing.Length == 0)
            return existing;
        await admin.CreateAsync(missing.Select(t => new NewTopic(t, partitions)));
        return admin.Partitions();
    }

    /// <summary>The topics of a plan whose stages have so many partitions, with their partitions.</summary>
    internal static IReadOnlyList<NewTopic> Wanted(
        PipelinePlan plan,
        IReadOnlyDictionary<string, int> stages,
        IReadOnlyDictionary<string, int> existing
    )
    {
        var wanted = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var stage in plan.Stages)
        {
            if (stage.Inputs.FirstOrDefault(i => i.Kind != InputKind.Channel) is { } outside)
                wanted[outside.Topic] = stages[stage.Name];
            wanted[stage.EmittedTopic] = stages[stage.Name];
            if (stage.Control is { } control)
                wanted[control.Topic] = stages[stage.Name];
            foreach (var channel in stage.Channels)
            {
                for (var upstream = 0; upstream < stages[stage.Name]; upstream++)
                    wanted[TopicLayout.ChannelTopic(channel.Topic, upstream)] = stages[channel.To];
            }
        }

        var entry = stages[plan.Entry.Name];
        wanted[plan.Topology.Output.Predictions] = existing.GetValueOrDefault(plan.Topology.Output.Predictions, entry);
        wanted[plan.Topology.Output.Quarantine] = existing.GetValueOrDefault(plan.Topology.Output.Quarantine, entry);
        var compacted = plan.Stages.Select(s => s.Control?.Topic).ToHashSet(StringComparer.Ordinal);
        return [.. wanted.Select(t => new NewTopic(t.Key, t.Value) { Compacted = compacted.Contains(t.Key) })];
    }

    static void RefuseContradictions(PipelinePlan plan, IReadOnlyList<NewTopic> wanted, Dictionary<string, int> existing)
    {
        foreach (var (topic, partitions) in wanted)
        {
            if (existing.TryGetValue(topic, out var found) && found != partitions)
                throw TopicLayout.ChangedCount(plan, topic, partitions, found);
        }
    }
}
