namespace Streaming.Embedded.Kafka.Groups.Consumers.Assignors;

/// <summary>Shares the partitions of the topics out among the members that read them.</summary>
interface IPartitionAssignor
{
    string Name { get; }

    /// <summary>For each member, by its id, what it is to have. Each partition of a topic that somebody reads has one owner.</summary>
    IReadOnlyDictionary<string, PartitionSet> Assign(IReadOnlyList<ConsumerMember> members, SubscribedTopics topics);
}

/// <summary>The assignors there are (<c>group.consumer.assignors</c>).</summary>
static class PartitionAssignors
{
    static readonly IPartitionAssignor[] All = [new UniformAssignor(), new RangeAssignor()];

    public static IPartitionAssignor Default => All[0];

    public static IEnumerable<string> Names => All.Select(assignor => assignor.Name);

    public static IPartitionAssignor? Find(string? name) => Array.Find(All, assignor => assignor.Name == name);
}
