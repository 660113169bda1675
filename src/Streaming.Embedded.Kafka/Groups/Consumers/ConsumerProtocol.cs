using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>
/// The steps of a consumer group: a group and what a member says in, the next group and the answer out. Nothing is remembered here, and
/// where nothing changes the group that comes out is the one that went in. After KIP-848 and the order in which Apache Kafka checks.
/// </summary>
static class ConsumerProtocol
{
    /// <summary>A member joins, goes on, or leaves.</summary>
    /// <param name="group">As it is.</param>
    /// <param name="request">Free of faults; see <see cref="HeartbeatRules"/>.</param>
    /// <param name="find">The topic of a name.</param>
    /// <param name="topicsChanged">Whether topics may have come, grown or gone since the last step.</param>
    public static (ConsumerGroup Group, HeartbeatReply Reply) Heartbeat(
        ConsumerGroup group,
        ConsumerHeartbeat request,
        Func<string, SubscribedTopic?> find,
        bool topicsChanged
    )
    {
        if (request.Leaves)
            return Leave(group, request);
        var (known, refused) = request.InstanceId is { } instance ? FindStatic(group, request, instance) : FindDynamic(group, request);
        if (refused is not null)
            return (group, refused);
        var member = Updated(known ?? New(request), request);
        var next = group;
        // The static member that was away comes back under another id, to its old place.
        if (known is not null && known.Id != request.MemberId)
            next = next.Without(known);
        if (!ReferenceEquals(member, group.Find(member.Id)))
            next = next.With(member);
        next = Assigned(next, find, known is null || !SubscribesAlike(known, member), topicsChanged, group);
        var before = next.Members[member.Id];
        var after = Reconciliation.Advance(next, before, request.Owned);
        if (!ReferenceEquals(before, after))
            next = next.With(after);
        var told = request.IsFull || !after.Assigned.Equals(before.Assigned) ? after.Assigned : null;
        return (next, new HeartbeatReply(ErrorCode.None, null, after.Id, after.Epoch, told));
    }

    /// <summary>Takes a member out: it left, or its time is up.</summary>
    public static ConsumerGroup Remove(ConsumerGroup group, ConsumerMember member) =>
        group.Without(member) with
        {
            Epoch = group.Epoch + 1,
        };

    static (ConsumerGroup Group, HeartbeatReply Reply) Leave(ConsumerGroup group, ConsumerHeartbeat request)
    {
        var member = request.InstanceId is { } instance ? group.FindInstance(instance) : group.Find(request.MemberId);
        if (member is null)
            return (group, Unknown(request));
        if (member.Id != request.MemberId)
            return (group, Fenced(request));
        var reply = new HeartbeatReply(ErrorCode.None, null, request.MemberId, request.MemberEpoch);
        return request.MemberEpoch == ConsumerMember.AwayEpoch
            ? (group.With(member with { Epoch = ConsumerMember.AwayEpoch }), reply)
            : (Remove(group, member), reply);
    }

    static (ConsumerMember? Known, HeartbeatReply? Refused) FindDynamic(ConsumerGroup group, ConsumerHeartbeat request)
    {
        var member = group.Find(request.MemberId);
        return member is not null ? (member, EpochFault(member, request)) : (null, request.Joins ? null : Unknown(request));
    }

    static (ConsumerMember? Known, HeartbeatReply? Refused) FindStatic(ConsumerGroup group, ConsumerHeartbeat request, string instance)
    {
        var member = group.FindInstance(instance);
        if (member is null)
            return (null, request.Joins ? null : Unknown(request));
        if (!request.Joins)
            return (member, member.Id != request.MemberId ? Fenced(request) : EpochFault(member, request));
        return member.Epoch == ConsumerMember.AwayEpoch
            ? (member, null)
            : (
                null,
                HeartbeatReply.Refuse(
                    ErrorCode.UnreleasedInstanceId,
                    $"Static member {request.MemberId} with instance id {instance} cannot join the group because the instance id is "
                        + $"owned by member {member.Id}."
                )
            );
    }

    /// <summary>Where the last answer was lost a member still has the epoch before; it must have no more than it was left then.</summary>
    static HeartbeatReply? EpochFault(ConsumerMember member, ConsumerHeartbeat request)
    {
        // Whoever joins again under its id has nothing, and goes on with what it is to have.
        if (request.MemberEpoch == member.Epoch || request.Joins)
            return null;
        if (
            request.MemberEpoch < member.Epoch
            && request.MemberEpoch == member.PreviousEpoch
            && request.Owned is { } owned
            && owned.IsSubsetOf(member.Assigned)
        )
        {
            return null;
        }

        return HeartbeatReply.Refuse(
            ErrorCode.FencedMemberEpoch,
            $"The consumer group member has a {(request.MemberEpoch < member.Epoch ? "smaller" : "greater")} member epoch "
                + $"({request.MemberEpoch}) than the one known by the group coordinator ({member.Epoch}). The member must abandon all its "
                + "partitions and rejoin."
        );
    }

    static ConsumerMember New(ConsumerHeartbeat request) => new(request.MemberId, request.InstanceId, request.ClientId, request.ClientHost);

    /// <summary>The member with what it says now; itself where it says nothing new.</summary>
    static ConsumerMember Updated(ConsumerMember member, ConsumerHeartbeat request)
    {
        var updated = member;
        if (member.Id != request.MemberId)
            updated = member with { Id = request.MemberId, Epoch = 0, PreviousEpoch = 0 };
        if (updated.ClientId != request.ClientId || updated.ClientHost != request.ClientHost)
            updated = updated with { ClientId = request.ClientId, ClientHost = request.ClientHost };
        if (request.RackId is { } rack && rack != updated.RackId)
            updated = updated with { RackId = rack };
        if (request.RebalanceTimeoutMs != -1 && request.RebalanceTimeoutMs != updated.RebalanceTimeoutMs)
            updated = updated with { RebalanceTimeoutMs = request.RebalanceTimeoutMs };
        if (request.Assignor is { } assignor && assignor != updated.Assignor)
            updated = updated with { Assignor = assignor };
        if (request.Names is { } names && !names.SequenceEqual(updated.Names))
            updated = updated with { Names = names };
        if (request.Regex is { } regex && regex != updated.Regex)
            updated = updated with { Regex = regex, Matched = regex.Length == 0 ? [] : updated.Matched };
        if (request.Matched is { } matched && !matched.SequenceEqual(updated.Matched))
            updated = updated with { Matched = matched };
        return updated;
    }

    static bool SubscribesAlike(ConsumerMember one, ConsumerMember other) =>
        one.Names.ToHashSet(StringComparer.Ordinal).SetEquals(other.Names)
        && one.Matched.SequenceEqual(other.Matched)
        && one.Regex == other.Regex;

    /// <summary>The group with an epoch and targets that go with its members and topics.</summary>
    static ConsumerGroup Assigned(
        ConsumerGroup group,
        Func<string, SubscribedTopic?> find,
        bool subscriptionsChanged,
        bool topicsChanged,
        ConsumerGroup before
    )
    {
        var topics = group.Topics;
        if (subscriptionsChanged || topicsChanged)
        {
            topics = new SubscribedTopics(
                group
                    .Members.Values.SelectMany(member => member.Topics)
                    .Distinct(StringComparer.Ordinal)
                    .Select(find)
                    .OfType<SubscribedTopic>()
            );
        }

        var differ = !topics.Equals(group.Topics);
        if (subscriptionsChanged || differ || (!ReferenceEquals(group, before) && group.Assignor != before.Assignor))
            group = group with { Epoch = group.Epoch + 1, Topics = differ ? topics : group.Topics };
        if (group.Epoch == group.AssignmentEpoch)
            return group;
        var targets = group.Assignor.Assign([.. group.Members.Values], group.Topics);
        foreach (var member in group.Members.Values)
        {
            if (!targets[member.Id].Equals(member.Target))
                group = group.With(member with { Target = targets[member.Id] });
        }

        return group with
        {
            AssignmentEpoch = group.Epoch,
        };
    }

    static HeartbeatReply Unknown(ConsumerHeartbeat request) =>
        HeartbeatReply.Refuse(
            ErrorCode.UnknownMemberId,
            request.InstanceId is { } instance
                ? $"Instance id {instance} is unknown."
                : $"Member {request.MemberId} is not a member of group {request.GroupId}."
        );

    static HeartbeatReply Fenced(ConsumerHeartbeat request) =>
        HeartbeatReply.Refuse(
            ErrorCode.FencedInstanceId,
            $"Static member {request.MemberId} with instance id {request.InstanceId} was fenced by another member."
        );
}
