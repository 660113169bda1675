using Streaming.Embedded.Kafka.Groups.Consumers;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Tests.Groups.Consumers;

/// <summary>A client as it should behave: it gives up what it is not assigned any more before it says anything else.</summary>
sealed class SimulatedClient(string? instance, string assignor, string[] topics)
{
    static int _last;

    public string Id { get; private set; } = NewId();
    public string? Instance { get; } = instance;
    public string Assignor { get; } = assignor;
    public string[] Topics { get; } = topics;
    public int Epoch { get; private set; }
    public PartitionSet Owned { get; private set; } = PartitionSet.Empty;

    /// <summary>Its process is gone, and nobody has noticed.</summary>
    public bool Dead { get; set; }

    public void Handle(HeartbeatReply reply)
    {
        if (reply.Error is ErrorCode.UnknownMemberId or ErrorCode.FencedMemberEpoch or ErrorCode.FencedInstanceId)
            (Epoch, Owned) = (0, PartitionSet.Empty);
        if (reply.Error != ErrorCode.None)
            return;
        Epoch = reply.MemberEpoch;
        Owned = reply.Assignment ?? Owned;
    }

    /// <summary>It begins anew, as another member.</summary>
    public void Restart() => (Id, Epoch, Owned, Dead) = (NewId(), 0, PartitionSet.Empty, false);

    static string NewId() => $"{Interlocked.Increment(ref _last):D8}";
}

/// <summary>A group, its topics and its clients, where answers get lost and processes die. After each step nothing is owned
/// twice.</summary>
sealed class SimulatedGroup
{
    readonly Dictionary<string, SubscribedTopic> _topics = new(StringComparer.Ordinal);

    public SimulatedGroup(IEnumerable<SimulatedClient> clients)
    {
        Clients = [.. clients];
        _topics["a"] = new SubscribedTopic("a", Guid.NewGuid(), 3);
        _topics["b"] = new SubscribedTopic("b", Guid.NewGuid(), 5);
    }

    public ConsumerGroup Group { get; private set; } = ConsumerGroup.After(0);

    public IReadOnlyList<SimulatedClient> Clients { get; }

    public void Step(int kind, SimulatedClient client)
    {
        switch (kind)
        {
            case <= 4:
                Beat(client, full: kind != 0, lost: kind == 1);
                break;
            case 5:
                Leave(client, -1);
                client.Restart();
                break;
            case 6 when client.Instance is not null && client.Epoch > 0:
                Leave(client, ConsumerMember.AwayEpoch);
                client.Restart();
                break;
            case 7:
                client.Dead = true;
                break;
            case 8:
                // Its time is up; it comes back as another.
                if (Group.Find(client.Id) is { } member)
                    Take(ConsumerProtocol.Remove(Group, member));
                client.Restart();
                break;
            case 9 when _topics.TryGetValue("a", out var topic):
                _topics["a"] = topic with { Partitions = topic.Partitions + 1 };
                break;
            case 10:
                _topics["b"] = new SubscribedTopic("b", Guid.NewGuid(), 4);
                break;
            case 11:
                _topics.Remove("a");
                break;
        }

        Check();
    }

    /// <summary>All that live go on until nothing changes any more.</summary>
    public void Settle()
    {
        for (var round = 0; round < 50; round++)
        {
            var (before, known) = (Group, Clients.Select(client => (client.Epoch, client.Owned)).ToList());
            foreach (var client in Clients)
            {
                // Whoever is refused, as after two answers in a row were lost, is so until his session ends.
                if (client.Dead || (client.Epoch == 0 && Group.Find(client.Id) is not null))
                    Step(8, client);
                Beat(client, full: true, lost: false);
                Check();
            }

            if (ReferenceEquals(before, Group) && known.SequenceEqual(Clients.Select(client => (client.Epoch, client.Owned))))
                return;
        }

        throw new InvalidOperationException("the group does not settle");
    }

    public List<TopicIdPartition> Wanted() =>
        [
            .. _topics
                .Values.Where(topic => Clients.Any(client => client.Topics.Contains(topic.Name)))
                .SelectMany(topic => Enumerable.Range(0, topic.Partitions).Select(i => new TopicIdPartition(topic.Id, i))),
        ];

    void Beat(SimulatedClient client, bool full, bool lost)
    {
        if (client.Dead)
            return;
        var request = new ConsumerHeartbeat("g", client.Id, client.Epoch) { InstanceId = client.Instance, ClientId = "c" };
        if (full || client.Epoch == 0)
        {
            request = request with { RebalanceTimeoutMs = 1000, Names = client.Topics, Assignor = client.Assignor, Owned = client.Owned };
        }

        HeartbeatRules.Fault(request, version: 1).ShouldBeNull();
        var (group, reply) = ConsumerProtocol.Heartbeat(Group, request, Find, topicsChanged: true);
        Take(group);
        if (!lost)
            client.Handle(reply);
    }

    void Leave(SimulatedClient client, int epoch) =>
        Take(
            ConsumerProtocol
                .Heartbeat(Group, new ConsumerHeartbeat("g", client.Id, epoch) { InstanceId = client.Instance }, Find, topicsChanged: false)
                .Group
        );

    void Take(ConsumerGroup next)
    {
        next.Epoch.ShouldBeGreaterThanOrEqualTo(Group.Epoch);
        next.AssignmentEpoch.ShouldBeGreaterThanOrEqualTo(Group.AssignmentEpoch);
        next.AssignmentEpoch.ShouldBeLessThanOrEqualTo(next.Epoch);
        foreach (var member in next.Members.Values)
        {
            if (Group.Find(member.Id) is { } before && member.Epoch != ConsumerMember.AwayEpoch)
                member.Epoch.ShouldBeGreaterThanOrEqualTo(before.Epoch);
        }

        Group = next;
    }

    void Check()
    {
        var holders = new Dictionary<TopicIdPartition, string>();
        foreach (var member in Group.Members.Values)
        {
            foreach (var partition in member.Assigned.Items.Concat(member.Revoking.Items))
                holders.TryAdd(partition, member.Id).ShouldBeTrue($"{partition} is {member.Id}'s and another's");
        }

        // What a client reads is its own in the broker's book, too: so two of them never read the same.
        foreach (var client in Clients.Where(client => Group.Find(client.Id) is not null))
            client.Owned.Items.ShouldAllBe(partition => holders.GetValueOrDefault(partition) == client.Id);
    }

    SubscribedTopic? Find(string name) => _topics.TryGetValue(name, out var topic) ? topic : null;
}
