namespace Streaming.Embedded.Kafka.Groups.Consumers.Assignors;

/// <summary>
/// Gives members as many partitions as each other, and moves as few as that takes: everybody keeps what he has, what nobody has goes
/// to whoever has least, and then partitions move from members with more to members with at least two less until there are none such.
/// Each move makes the sum of squares of the counts smaller, so it ends; where all read the same topics no two then differ by more than
/// one.
/// </summary>
sealed class UniformAssignor : IPartitionAssignor
{
    public string Name => "uniform";

    public IReadOnlyDictionary<string, PartitionSet> Assign(IReadOnlyList<ConsumerMember> members, SubscribedTopics topics)
    {
        var readers = Readers(members, topics);
        var owners = new SortedDictionary<TopicIdPartition, Share>(TopicIdPartition.Ordering);
        foreach (var topic in topics.All)
        {
            if (!readers.TryGetValue(topic.Id, out var shares))
                continue;
            for (var i = 0; i < topic.Partitions; i++)
                owners[new TopicIdPartition(topic.Id, i)] = Share.None;
            Keep(topic, shares, owners);
        }

        foreach (var partition in owners.Where(pair => pair.Value == Share.None).Select(pair => pair.Key).ToList())
            Give(partition, Least(readers[partition.Topic]), owners);
        Balance(readers, owners);
        var given = members.ToDictionary(member => member.Id, _ => new List<TopicIdPartition>(), StringComparer.Ordinal);
        foreach (var (partition, owner) in owners)
            given[owner.Member!.Id].Add(partition);
        return given.ToDictionary(pair => pair.Key, pair => PartitionSet.Of(pair.Value), StringComparer.Ordinal);
    }

    /// <summary>Who reads each topic, always in the same order.</summary>
    static Dictionary<Guid, List<Share>> Readers(IReadOnlyList<ConsumerMember> members, SubscribedTopics topics)
    {
        var readers = new Dictionary<Guid, List<Share>>();
        foreach (var member in members.OrderBy(member => member.Id, StringComparer.Ordinal))
        {
            var share = new Share(member);
            foreach (var topic in member.Topics.Select(topics.Find).OfType<SubscribedTopic>())
            {
                if (!readers.TryGetValue(topic.Id, out var shares))
                    readers[topic.Id] = shares = [];
                shares.Add(share);
            }
        }

        return readers;
    }

    static void Keep(SubscribedTopic topic, List<Share> shares, SortedDictionary<TopicIdPartition, Share> owners)
    {
        foreach (var share in shares)
        {
            foreach (var partition in share.Member!.Target.Items.Where(partition => partition.Topic == topic.Id))
            {
                if (owners.TryGetValue(partition, out var owner) && owner == Share.None)
                    Give(partition, share, owners);
            }
        }
    }

    static void Balance(Dictionary<Guid, List<Share>> readers, SortedDictionary<TopicIdPartition, Share> owners)
    {
        for (var moved = true; moved; )
        {
            moved = false;
            foreach (var partition in owners.Keys.ToList())
            {
                var (owner, least) = (owners[partition], Least(readers[partition.Topic]));
                if (owner.Count <= least.Count + 1)
                    continue;
                owner.Count--;
                Give(partition, least, owners);
                moved = true;
            }
        }
    }

    static void Give(TopicIdPartition partition, Share share, SortedDictionary<TopicIdPartition, Share> owners)
    {
        owners[partition] = share;
        share.Count++;
    }

    static Share Least(List<Share> shares)
    {
        var least = shares[0];
        foreach (var share in shares)
        {
            if (share.Count < least.Count)
                least = share;
        }

        return least;
    }

    sealed class Share(ConsumerMember? member)
    {
        public static readonly Share None = new(null);

        public ConsumerMember? Member { get; } = member;
        public int Count { get; set; }
    }
}
