using System.Text.RegularExpressions;
using Streaming.Kafka.Topics;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Replay.Emitting;

/// <summary>The topic that history is written to: never one of the pipeline's own.</summary>
public static partial class ReplayTopic
{
    const int FallbackPartitions = 4;

    /// <exception cref="StreamingException">The name is none, or the pipeline uses it.</exception>
    public static void Refuse(PipelinePlan plan, string topic)
    {
        if (topic is "." or ".." || !TopicName().IsMatch(topic))
            throw new StreamingException($"'{topic}' is no topic name: use letters, digits, '.', '_' and '-', at most 249 of them.");
        if (Uses(plan, topic) is { } use)
        {
            throw new StreamingException(
                $"Topic {topic} is {use} of {plan.Topology.Name}: history written there would pass for what is live. Name another topic, "
                    + $"such as {plan.Topology.Name}-replay."
            );
        }
    }

    /// <summary>Makes the topic where it is missing, with as many partitions as the predictions have.</summary>
    /// <exception cref="StreamingException">Kafka does not answer or refuses.</exception>
    internal static async Task EnsureAsync(PipelinePlan plan, string topic, PipelineSettings settings)
    {
        using var admin = new KafkaAdmin(settings.Kafka);
        var existing = admin.Partitions();
        if (existing.ContainsKey(topic))
            return;
        await admin.CreateAsync([new NewTopic(topic, existing.GetValueOrDefault(plan.Topology.Output.Predictions, FallbackPartitions))]);
    }

    static string? Uses(PipelinePlan plan, string topic)
    {
        var topology = plan.Topology;
        if (topic == topology.Source.Topic)
            return "the source topic";
        if (topic == topology.Labels?.Topic)
            return "the labels topic";
        if (topic == topology.Output.Predictions)
            return "the predictions topic";
        if (topic == topology.Output.Quarantine)
            return "the quarantine topic";
        return plan.Stages.Any(s =>
            topic == s.EmittedTopic || s.Channels.Any(c => topic == c.Topic || topic.StartsWith(c.Topic + ".", StringComparison.Ordinal))
        )
            ? "an internal topic"
            : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,249}$", RegexOptions.NonBacktracking)]
    private static partial Regex TopicName();
}
