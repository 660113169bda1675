using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Kafka;

/// <summary>
/// Creates the topics a plan needs and has not got, and refuses a partition count that contradicts the one the stage
/// already runs with. Nothing moves before this has passed.
/// </summary>
public static class TopicSetup
{
    /// <summary>Internal topics carry each row a few seconds; a week covers a stage that is down over a long weekend.</summary>
    private const string InternalRetentionMs = "604800000";

    /// <summary>Largest record of topics we create: more than any topology accepts, so that an oversized event reaches validation.</summary>
    private const string MaxMessageBytes = "16777216";

    /// <exception cref="StreamingException">The broker cannot be reached, or topics contradict the plan.</exception>
    public static async Task<TopicLayout> EnsureAsync(PipelinePlan plan, PipelineSettings settings)
    {
        using var admin = KafkaClients.Admin(settings);
        var existing = Describe(admin, settings);
        var stages = new Dictionary<string, int>(StringComparer.Ordinal);

        foreach (var stage in plan.Stages)
        {
            var outside = stage.Inputs.FirstOrDefault(i => i.Kind != InputKind.Channel);
            var partitions = outside is null
                ? existing.GetValueOrDefault(stage.EmittedTopic, stages.GetValueOrDefault(plan.Entry.Name, settings.Partitions))
                : existing.GetValueOrDefault(outside.Topic, settings.Partitions);
            if (outside is not null && existing.ContainsKey(outside.Topic) && existing.TryGetValue(stage.EmittedTopic, out var before) && before != partitions)
                throw TopicLayout.ChangedCount(plan, outside.Topic, before, partitions);
            stages[stage.Name] = partitions;
        }

        var wanted = Wanted(plan, stages, existing);
        RefuseContradictions(plan, wanted, existing);
        await CreateAsync(admin, wanted.Where(t => !existing.ContainsKey(t.Key)), settings);
        return new TopicLayout(plan, stages);
    }

    /// <summary>The topics of a plan whose stages have so many partitions, with their partitions and whether they are the pipeline's own.</summary>
    internal static Dictionary<string, (int Partitions, bool Internal)> Wanted(PipelinePlan plan, IReadOnlyDictionary<string, int> stages, IReadOnlyDictionary<string, int> existing)
    {
        var wanted = new Dictionary<string, (int Partitions, bool Internal)>(StringComparer.Ordinal);
        foreach (var stage in plan.Stages)
        {
            if (stage.Inputs.FirstOrDefault(i => i.Kind != InputKind.Channel) is { } outside) wanted[outside.Topic] = (stages[stage.Name], false);
            wanted[stage.EmittedTopic] = (stages[stage.Name], true);
            foreach (var channel in stage.Channels)
            {
                for (var upstream = 0; upstream < stages[stage.Name]; upstream++)
                    wanted[TopicLayout.ChannelTopic(channel.Topic, upstream)] = (stages[channel.To], true);
            }
        }

        var entry = stages[plan.Entry.Name];
        wanted[plan.Topology.Output.Predictions] = (existing.GetValueOrDefault(plan.Topology.Output.Predictions, entry), false);
        wanted[plan.Topology.Output.Quarantine] = (existing.GetValueOrDefault(plan.Topology.Output.Quarantine, entry), false);
        return wanted;
    }

    /// <summary>Partition count by topic.</summary>
    /// <exception cref="StreamingException">The broker cannot be reached.</exception>
    internal static Dictionary<string, int> Describe(IAdminClient admin, PipelineSettings settings)
    {
        try
        {
            var metadata = admin.GetMetadata(settings.ConnectTimeout);
            return metadata.Topics
                .Where(t => t.Error.Code == ErrorCode.NoError)
                .ToDictionary(t => t.Topic, t => t.Partitions.Count, StringComparer.Ordinal);
        }
        catch (KafkaException e)
        {
            throw new StreamingException(
                $"Kafka at {settings.BootstrapServers} does not answer ({e.Error.Reason}). Start it, or name another with --kafka or STREAMING_KAFKA.", e);
        }
    }

    private static void RefuseContradictions(PipelinePlan plan, Dictionary<string, (int Partitions, bool Internal)> wanted, Dictionary<string, int> existing)
    {
        foreach (var (topic, (partitions, _)) in wanted)
        {
            if (existing.TryGetValue(topic, out var found) && found != partitions)
                throw TopicLayout.ChangedCount(plan, topic, partitions, found);
        }
    }

    internal static async Task CreateAsync(IAdminClient admin, IEnumerable<KeyValuePair<string, (int Partitions, bool Internal)>> topics, PipelineSettings settings)
    {
        var specifications = topics.Select(t => new TopicSpecification
        {
            Name = t.Key,
            NumPartitions = t.Value.Partitions,
            ReplicationFactor = -1,
            Configs = t.Value.Internal
                ? new Dictionary<string, string> { ["retention.ms"] = InternalRetentionMs, ["max.message.bytes"] = MaxMessageBytes }
                : new Dictionary<string, string> { ["max.message.bytes"] = MaxMessageBytes },
        }).ToList();
        if (specifications.Count == 0) return;
        try
        {
            await admin.CreateTopicsAsync(specifications, new CreateTopicsOptions { OperationTimeout = settings.ConnectTimeout, RequestTimeout = settings.ConnectTimeout });
        }
        catch (CreateTopicsException e)
        {
            // Another process of the pipeline may have been quicker.
            var fault = e.Results.FirstOrDefault(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists);
            if (fault is not null)
                throw new StreamingException($"Topic {fault.Topic} cannot be created: {fault.Error.Reason}. Create it by hand or grant the rights to.", e);
        }
    }
}
