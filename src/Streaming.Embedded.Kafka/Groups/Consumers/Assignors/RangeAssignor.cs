namespace Streaming.Embedded.Kafka.Groups.Consumers.Assignors;

/// <summary>
/// Topic by topic each member gets a run of partitions; the first ones get one more where they do not go out even. Members that read the
/// same topics get the same numbers of all topics with as many partitions, so that these can be joined.
/// </summary>
sealed class RangeAssignor : IPartitionAssignor
{
    public string Name => "range";

    public IReadOnlyDictionary<string, PartitionSet> Assign(IReadOnlyList<ConsumerMember> members, SubscribedTopics topics)
    {
        var given = members.ToDictionary(member => member.Id, _ => new List<TopicIdPartition>(), StringComparer.Ordinal);
        // A static member comes back under another id and must find its place again.
        var ordered = members
            .OrderBy(member => member.InstanceId is null)
            .ThenBy(member => member.InstanceId ?? member.Id, StringComparer.Ordinal)
            .Select(member => (member.Id, Topics: member.Topics.ToHashSet(StringComparer.Ordinal)))
            .ToList();
        foreach (var topic in topics.All)
        {
            var readers = ordered.FindAll(member => member.Topics.Contains(topic.Name));
            for (var (i, next) = (0, 0); i < readers.Count; i++)
            {
                var count = topic.Partitions / readers.Count + (i < topic.Partitions % readers.Count ? 1 : 0);
                for (var end = next + count; next < end; next++)
                    given[readers[i].Id].Add(new TopicIdPartition(topic.Id, next));
            }
        }

        return given.ToDictionary(pair => pair.Key, pair => PartitionSet.Of(pair.Value), StringComparer.Ordinal);
    }
}
