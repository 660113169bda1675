using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Kafka;

/// <summary>How many partitions each stage has, and the topics that follow from it.</summary>
/// <param name="Partitions">Partition count by stage name.</param>
public sealed record TopicLayout(PipelinePlan Plan, IReadOnlyDictionary<string, int> Partitions)
{
    public int PartitionsOf(StagePlan stage) => Partitions[stage.Name];

    /// <summary>Topics of an input: itself, or for a channel one topic for each upstream partition.</summary>
    public IEnumerable<string> TopicsOf(InputPlan input) =>
        input.Kind == InputKind.Channel
            ? Enumerable.Range(0, Partitions[input.From!]).Select(upstream => ChannelTopic(input.Topic, upstream))
            : [input.Topic];

    public IEnumerable<string> TopicsOf(StagePlan stage) => stage.Inputs.SelectMany(TopicsOf);

    public static string ChannelTopic(string prefix, int upstreamPartition) => $"{prefix}.{upstreamPartition}";
}
