using Streaming.Embedded.Kafka.Groups.Consumers;
using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Groups;

/// <summary>A consumer group: its members, its generation and its offsets. Guarded by its <see cref="Gate"/>.</summary>
sealed class Group(string id)
{
    public Lock Gate { get; } = new();
    public string Id { get; } = id;
    public GroupState State { get; set; } = GroupState.Empty;
    public int Generation { get; set; }
    public string? ProtocolType { get; set; }
    public string? ProtocolName { get; set; }
    public string? LeaderId { get; set; }
    public Dictionary<string, Member> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Member ids by the instance ids of static members.</summary>
    public Dictionary<string, string> Instances { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids handed out but not joined with yet, and when they lapse.</summary>
    public Dictionary<string, TimeSpan> Announced { get; } = new(StringComparer.Ordinal);

    /// <summary>Its members where the broker assigns (KIP-848); null: it is a classic group.</summary>
    public ConsumerGroup? Consumers { get; private set; }

    /// <summary>When who was heard of, in a group that the broker assigns.</summary>
    public ConsumerSessions Sessions { get; } = new();

    public GroupOffsets Offsets { get; } = new();

    /// <summary>Earliest end of the current rebalance.</summary>
    public TimeSpan RebalanceNotBefore { get; set; }

    /// <summary>When members that have not joined (or, once all have, not asked for their assignment) are dropped.</summary>
    public TimeSpan RebalanceDeadline { get; set; }

    /// <summary>Since when the group has no members, in Unix milliseconds.</summary>
    public long EmptySince { get; set; }

    /// <summary>The state as clients are told it.</summary>
    public string StateName => State != GroupState.Dead && Consumers is { } consumers ? consumers.StateName : State.ToString();

    public bool IsSimple => Members.Count == 0 && ProtocolType is null;

    /// <summary>Takes over what has been saved of a group that the broker assigns.</summary>
    public void Become(ConsumerGroup consumers)
    {
        Consumers = consumers;
        ProtocolType = "consumer";
        State = consumers.Members.IsEmpty ? GroupState.Empty : GroupState.Stable;
    }

    /// <summary>Is a classic group from now on. It has no members, and its generations go on from the epochs that there were.</summary>
    public void BecomeClassic()
    {
        Generation = Math.Max(Generation, Consumers?.Epoch ?? 0);
        Consumers = null;
        ProtocolType = null;
        State = GroupState.Empty;
    }

    public Member Add(string memberId, JoinRequest request, TimeSpan now)
    {
        var member = new Member(memberId, request, now);
        Announced.Remove(memberId);
        Members[memberId] = member;
        if (request.InstanceId is { } instance)
            Instances[instance] = memberId;
        ProtocolType ??= request.ProtocolType;
        LeaderId ??= memberId;
        return member;
    }

    public void Remove(Member member, ErrorCode reason)
    {
        member.CompleteJoin(new JoinResult(reason, member.Id));
        member.CompleteSync(new SyncResult(reason));
        Members.Remove(member.Id);
        if (member.InstanceId is { } instance && Instances.GetValueOrDefault(instance) == member.Id)
            Instances.Remove(instance);
        if (LeaderId == member.Id)
            LeaderId = Members.Values.FirstOrDefault(other => other.AwaitingJoin is not null)?.Id ?? Members.Keys.FirstOrDefault();
    }

    /// <summary>Whether a member with these protocols can take part: same type, and one protocol that all others offer too.</summary>
    public bool Accepts(string protocolType, IReadOnlyList<OfferedProtocol> protocols, string? exceptMember = null)
    {
        var others = Members.Values.Where(member => member.Id != exceptMember).ToList();
        return protocols.Count > 0
            && protocolType.Length > 0
            && (
                others.Count == 0
                || (
                    protocolType == ProtocolType
                    && protocols.Any(offered => others.TrueForAll(member => member.Protocols.Any(theirs => theirs.Name == offered.Name)))
                )
            );
    }

    /// <summary>The protocol that most members name first among those all of them offer.</summary>
    public string SelectProtocol()
    {
        var members = Members.Values;
        return members
            .Select(member =>
                member.Protocols.First(offered => members.All(other => other.Protocols.Any(theirs => theirs.Name == offered.Name))).Name
            )
            .GroupBy(name => name, StringComparer.Ordinal)
            .MaxBy(votes => votes.Count())!
            .Key;
    }

    /// <summary>Checks who speaks: the id is a member's, and where an instance id is given, it is that instance's current one.</summary>
    public ErrorCode CheckMember(string memberId, string? instanceId)
    {
        if (instanceId is not null)
        {
            if (!Instances.TryGetValue(instanceId, out var current))
                return ErrorCode.UnknownMemberId;
            if (current != memberId)
                return ErrorCode.FencedInstanceId;
        }

        return Members.ContainsKey(memberId) ? ErrorCode.None : ErrorCode.UnknownMemberId;
    }

    public JoinResult Joined(Member member) =>
        new(ErrorCode.None, member.Id, Generation, ProtocolType, ProtocolName, LeaderId ?? "", member.Id == LeaderId ? Membership() : []);

    public IReadOnlyList<JoinedMember> Membership() =>
        [.. Members.Values.Select(member => new JoinedMember(member.Id, member.InstanceId, member.MetadataFor(ProtocolName)))];
}
