using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Kafka;

/// <summary>How many partitions each stage has, and the topics that follow from it.</summary>
/// <param name="Partitions">Partition count by stage name.</param>
public sealed record TopicLayout(PipelinePlan Plan, IReadOnlyDictionary<string, int> Partitions)
{
    /// <summary>Partitions of a stage.</summary>
    public int PartitionsOf(StagePlan stage) => Partitions[stage.Name];

    /// <summary>Topics of an input: itself, or for a channel one topic for each upstream partition.</summary>
    public IEnumerable<string> TopicsOf(InputPlan input) =>
        input.Kind == InputKind.Channel
            ? Enumerable.Range(0, Partitions[input.From!]).Select(upstream => ChannelTopic(input.Topic, upstream))
            : [input.Topic];

    /// <summary>All topics that a stage reads.</summary>
    public IEnumerable<string> TopicsOf(StagePlan stage) => stage.AllInputs.SelectMany(TopicsOf);

    /// <summary>
    /// Topics that the stage's group subscribes to: its inputs, and the topic of its emitted versions, which holds nothing. A broker
    /// lets the offsets of topics that a running group does not subscribe to expire.
    /// </summary>
    public IEnumerable<string> SubscriptionOf(StagePlan stage) => TopicsOf(stage).Append(stage.EmittedTopic);

    /// <summary>A topic has got more partitions while the stage runs: their keys would be taken from partitions that have their
    /// state.</summary>
    /// <exception cref="StreamingException">There is a partition that the stage does not have.</exception>
    public void RefuseOthers(StagePlan stage, IReadOnlyList<int> partitions)
    {
        foreach (var partition in partitions)
        {
            if (partition >= PartitionsOf(stage))
                throw ChangedCount(Plan, stage.Inputs[0].Topic, PartitionsOf(stage), partition + 1);
        }
    }

    /// <summary>The fault of a topic that has not the partitions it had.</summary>
    public static StreamingException ChangedCount(PipelinePlan plan, string topic, int before, int now)
    {
        var rescale = now > before && topic != plan.Topology.Labels?.Topic;
        return new StreamingException(
            $"Topic {topic} has {now} partitions, but {plan.Topology.Name} has run with {before}: state lies by partition, so the count "
                + "cannot change under it. "
                + (
                    rescale
                        ? "Stop the publishers and the pipeline and rescale it, which divides the state anew."
                        : $"Delete {topic} and make it again with {before} partitions "
                            + (
                                now > before
                                    ? "(labels stay in the partitions they have); "
                                    : "(state is divided over more of them, never over fewer); "
                            )
                            + "the next start says how to read it from its start."
                )
        )
        {
            Cure = rescale ? Cure.Rescale(plan.Topology.Name, now) : null,
        };
    }

    /// <summary>The topic through which one upstream partition sends its rows.</summary>
    public static string ChannelTopic(string prefix, int upstreamPartition) => $"{prefix}.{upstreamPartition}";
}
