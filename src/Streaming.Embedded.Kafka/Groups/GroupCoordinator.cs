using System.Collections.Concurrent;
using Streaming.Embedded.Kafka.Groups.Consumers;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Groups;

/// <summary>Finds groups and runs the classic consumer group protocol on them: join, sync, heartbeat, leave.</summary>
sealed class GroupCoordinator
{
    readonly KafkaOptions _options;
    readonly Clock _clock;
    readonly StateStore _state;
    readonly Rebalance _rebalance;
    readonly ConcurrentDictionary<string, Group> _groups = new(StringComparer.Ordinal);

    public GroupCoordinator(KafkaOptions options, Clock clock, StateStore state)
    {
        (_options, _clock, _state) = (options, clock, state);
        _rebalance = new Rebalance(options, clock, Save);
        foreach (var (key, value) in state.Entries(StateKind.Group))
        {
            var id = StateKey.Fields(key).String();
            _groups[id] = GroupRecords.Decode(id, value, clock.Elapsed);
        }

        foreach (var (id, consumers, emptySince) in ConsumerGroupRecords.Load(state))
        {
            var group = GetOrAdd(id);
            group.Become(consumers);
            group.EmptySince = emptySince;
        }

        foreach (var (key, value) in state.Entries(StateKind.Offset))
        {
            var fields = StateKey.Fields(key);
            GetOrAdd(fields.String()).Offsets.Committed[new TopicPartition(fields.String(), fields.Int32())] = GroupRecords.DecodeOffset(
                value
            );
        }

        foreach (var (key, value) in state.Entries(StateKind.PendingOffset))
        {
            var fields = StateKey.Fields(key);
            var producerId = fields.Int64();
            GetOrAdd(fields.String())
                .Offsets.SetPending(producerId, new TopicPartition(fields.String(), fields.Int32()), GroupRecords.DecodeOffset(value));
        }
    }

    public ICollection<Group> All => _groups.Values;

    public Group? Find(string id) => _groups.GetValueOrDefault(id);

    public Group GetOrAdd(string id) => _groups.GetOrAdd(id, static (key, now) => new Group(key) { EmptySince = now }, _clock.Now);

    public Task<JoinResult> JoinAsync(JoinRequest request)
    {
        if (request.GroupId.Length == 0)
            return Fail(request, ErrorCode.InvalidGroupId);
        if (request.SessionTimeout < _options.GroupMinSessionTimeout || request.SessionTimeout > _options.GroupMaxSessionTimeout)
            return Fail(request, ErrorCode.InvalidSessionTimeout);
        var group = request.MemberId.Length == 0 ? GetOrAdd(request.GroupId) : Find(request.GroupId);
        if (group is null)
            return Fail(request, ErrorCode.UnknownMemberId);
        lock (group.Gate)
        {
            if (group.State == GroupState.Dead)
                return Fail(request, ErrorCode.CoordinatorNotAvailable);
            if (group.Consumers is { Members.IsEmpty: false })
                return Fail(request, ErrorCode.InconsistentGroupProtocol);
            if (group.Consumers is not null)
                MakeClassic(group);
            if (!group.Accepts(request.ProtocolType, request.Protocols, request.MemberId))
                return Fail(request, ErrorCode.InconsistentGroupProtocol);
            return request.MemberId.Length == 0 ? JoinNew(group, request) : Rejoin(group, request);
        }
    }

    public Task<SyncResult> SyncAsync(SyncRequest request)
    {
        if (Find(request.GroupId) is not { } group)
            return Task.FromResult(new SyncResult(ErrorCode.UnknownMemberId));
        lock (group.Gate)
        {
            if (CheckGeneration(group, request.MemberId, request.InstanceId, request.Generation) is var error and not ErrorCode.None)
                return Task.FromResult(new SyncResult(error));
            if (
                (request.ProtocolType is not null && request.ProtocolType != group.ProtocolType)
                || (request.ProtocolName is not null && request.ProtocolName != group.ProtocolName)
            )
            {
                return Task.FromResult(new SyncResult(ErrorCode.InconsistentGroupProtocol));
            }

            var member = group.Members[request.MemberId];
            member.LastSeen = _clock.Elapsed;
            switch (group.State)
            {
                case GroupState.CompletingRebalance:
                    var task = member.AwaitSync();
                    if (member.Id == group.LeaderId)
                        _rebalance.Assign(group, request.Assignments);
                    return task;
                case GroupState.Stable:
                    return Task.FromResult(new SyncResult(ErrorCode.None, group.ProtocolType, group.ProtocolName, member.Assignment));
                default:
                    return Task.FromResult(new SyncResult(ErrorCode.RebalanceInProgress));
            }
        }
    }

    public ErrorCode Heartbeat(string groupId, string memberId, string? instanceId, int generation)
    {
        if (Find(groupId) is not { } group)
            return ErrorCode.UnknownMemberId;
        lock (group.Gate)
        {
            if (CheckGeneration(group, memberId, instanceId, generation) is var error and not ErrorCode.None)
                return error;
            group.Members[memberId].LastSeen = _clock.Elapsed;
            return group.State == GroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
        }
    }

    /// <summary>Removes a member, named by its id or, for a static one, by its instance id alone.</summary>
    public ErrorCode Leave(string groupId, string memberId, string? instanceId)
    {
        if (Find(groupId) is not { } group)
            return ErrorCode.UnknownMemberId;
        lock (group.Gate)
        {
            if (group.Consumers is { } consumers)
                return Leave(group, consumers, memberId, instanceId);
            if (instanceId is not null && memberId.Length == 0)
                memberId = group.Instances.GetValueOrDefault(instanceId) ?? "";
            if (group.Announced.Remove(memberId))
            {
                _rebalance.TryFinish(group);
                return ErrorCode.None;
            }

            if (group.CheckMember(memberId, instanceId) is var error and not ErrorCode.None)
                return error;
            group.Remove(group.Members[memberId], ErrorCode.UnknownMemberId);
            _rebalance.Begin(group);
            return ErrorCode.None;
        }
    }

    /// <summary>Deletes a group without members, with its offsets.</summary>
    public ErrorCode Delete(string groupId)
    {
        if (Find(groupId) is not { } group)
            return ErrorCode.GroupIdNotFound;
        lock (group.Gate)
        {
            if (group.State == GroupState.Dead)
                return ErrorCode.GroupIdNotFound;
            if (group.State != GroupState.Empty)
                return ErrorCode.NonEmptyGroup;
            Remove(group);
            return ErrorCode.None;
        }
    }

    /// <summary>Applies all time-outs; called a few times a second.</summary>
    public void Sweep()
    {
        var expired = _clock.Now - (long)_options.OffsetsRetention.TotalMilliseconds;
        foreach (var group in _groups.Values)
        {
            lock (group.Gate)
            {
                if (group.State is GroupState.Dead || group.Consumers is { Members.IsEmpty: false })
                    continue;
                if (group.State is not GroupState.Empty)
                    _rebalance.Sweep(group);
                else if (group.Announced.Count > 0)
                    _rebalance.Sweep(group);
                else if (IsExpired(group, expired))
                    Remove(group);
            }
        }
    }

    /// <summary>Saves what a group that the broker assigns has become; then it holds. The caller holds the lock.</summary>
    /// <exception cref="IOException">It is not saved, and the group is as it was.</exception>
    public void Take(Group group, ConsumerGroup after)
    {
        var before = group.Consumers;
        if (ReferenceEquals(before, after))
            return;
        var emptySince = after.Members.IsEmpty && before is { Members.IsEmpty: false } ? _clock.Now : group.EmptySince;
        var changes = new StateChanges();
        if (before is null)
            changes.Delete(GroupRecords.GroupKey(group.Id));
        ConsumerGroupRecords.Change(changes, group.Id, before, after, emptySince);
        _state.Write(changes);
        foreach (var gone in before?.Members.Keys.Where(id => after.Find(id) is null) ?? [])
            group.Sessions.Forget(gone);
        group.EmptySince = emptySince;
        group.Become(after);
    }

    // What was a consumer group and has no members left takes classic ones again.
    void MakeClassic(Group group)
    {
        var before = group.Consumers;
        var changes = new StateChanges();
        ConsumerGroupRecords.Change(changes, group.Id, before, after: null, group.EmptySince);
        group.BecomeClassic();
        try
        {
            _state.Write(changes.Put(GroupRecords.GroupKey(group.Id), GroupRecords.Encode(group)));
        }
        catch (IOException)
        {
            group.Become(before!);
            throw;
        }
    }

    // Members that the broker assigns leave by their heartbeat: this is an operator, who may know a static one only by its instance id.
    ErrorCode Leave(Group group, ConsumerGroup consumers, string memberId, string? instanceId)
    {
        if ((instanceId is null ? consumers.Find(memberId) : consumers.FindInstance(instanceId)) is not { } member)
            return ErrorCode.UnknownMemberId;
        if (memberId.Length > 0 && member.Id != memberId)
            return ErrorCode.FencedInstanceId;
        Take(group, ConsumerProtocol.Remove(consumers, member));
        return ErrorCode.None;
    }

    static bool IsExpired(Group group, long before) =>
        group.EmptySince < before
        && group.Offsets.Pending.Count == 0
        && group.Offsets.Committed.Values.All(offset => offset.CommitTime < before);

    Task<JoinResult> JoinNew(Group group, JoinRequest request)
    {
        var memberId = $"{request.InstanceId ?? request.ClientId}-{Guid.NewGuid()}";
        if (request.InstanceId is { } instance && group.Instances.TryGetValue(instance, out var current))
            return ReplaceStatic(group, group.Members[current], memberId, request);
        if (request.InstanceId is null && request.RequiresKnownMemberId)
        {
            group.Announced[memberId] = _clock.Elapsed + request.SessionTimeout;
            return Task.FromResult(new JoinResult(ErrorCode.MemberIdRequired, memberId));
        }

        return AddAndRebalance(group, memberId, request);
    }

    Task<JoinResult> Rejoin(Group group, JoinRequest request)
    {
        if (group.Announced.ContainsKey(request.MemberId))
            return AddAndRebalance(group, request.MemberId, request);
        if (group.CheckMember(request.MemberId, request.InstanceId) is var error and not ErrorCode.None)
            return Fail(request, error);
        var member = group.Members[request.MemberId];
        var changed = !member.Offers(request.Protocols);
        member.LastSeen = _clock.Elapsed;
        // Known already: the response was lost, or (in a stable group) a follower asks for nothing new.
        var repeats = group.State == GroupState.CompletingRebalance || (group.State == GroupState.Stable && member.Id != group.LeaderId);
        if (repeats && !changed)
            return Task.FromResult(group.Joined(member));
        member.Protocols = request.Protocols;
        member.SessionTimeout = request.SessionTimeout;
        member.RebalanceTimeout = request.RebalanceTimeout;
        return Await(group, member);
    }

    // A static member that comes back takes its old place. While nothing changes for the others they need not rebalance.
    Task<JoinResult> ReplaceStatic(Group group, Member old, string memberId, JoinRequest request)
    {
        var wasLeader = group.LeaderId == old.Id;
        var unchanged =
            group.State == GroupState.Stable
            && old.MetadataFor(group.ProtocolName).AsSpan().SequenceEqual(MetadataFor(request, group.ProtocolName));
        group.Remove(old, ErrorCode.FencedInstanceId);
        var member = group.Add(memberId, request, _clock.Elapsed);
        member.Assignment = old.Assignment;
        if (wasLeader)
            group.LeaderId = memberId;
        if (!unchanged)
            return Await(group, member);
        Save(group);
        if (!wasLeader)
            return Task.FromResult(group.Joined(member));
        // A leader must not compute an assignment nobody waits for: newer clients are told so, older ones that another leads.
        return Task.FromResult(
            request.SupportsSkippingAssignment
                ? group.Joined(member) with
                {
                    SkipAssignment = true,
                }
                : group.Joined(member) with
                {
                    Leader = old.Id,
                    Members = [],
                }
        );
    }

    static ReadOnlySpan<byte> MetadataFor(JoinRequest request, string? protocol) =>
        request.Protocols.FirstOrDefault(offered => offered.Name == protocol).Metadata;

    Task<JoinResult> AddAndRebalance(Group group, string memberId, JoinRequest request)
    {
        if (group.Members.Count == 0)
            group.ProtocolType = null;
        return Await(group, group.Add(memberId, request, _clock.Elapsed));
    }

    Task<JoinResult> Await(Group group, Member member)
    {
        var task = member.AwaitJoin();
        _rebalance.Begin(group);
        return task;
    }

    static ErrorCode CheckGeneration(Group group, string memberId, string? instanceId, int generation)
    {
        if (group.CheckMember(memberId, instanceId) is var error and not ErrorCode.None)
            return error;
        return generation == group.Generation ? ErrorCode.None : ErrorCode.IllegalGeneration;
    }

    void Save(Group group) => _state.Put(GroupRecords.GroupKey(group.Id), GroupRecords.Encode(group));

    void Remove(Group group)
    {
        var changes = new StateChanges().Delete(GroupRecords.GroupKey(group.Id));
        ConsumerGroupRecords.Change(changes, group.Id, group.Consumers, after: null, group.EmptySince);
        foreach (var partition in group.Offsets.Committed.Keys)
            changes.Delete(GroupRecords.OffsetKey(group.Id, partition));
        foreach (var (producerId, offsets) in group.Offsets.Pending)
        {
            foreach (var partition in offsets.Keys)
                changes.Delete(GroupRecords.PendingKey(producerId, group.Id, partition));
        }

        _state.Write(changes);
        group.State = GroupState.Dead;
        group.Offsets.Committed.Clear();
        group.Offsets.Pending.Clear();
        _groups.TryRemove(group.Id, out _);
    }

    static Task<JoinResult> Fail(JoinRequest request, ErrorCode error) => Task.FromResult(new JoinResult(error, request.MemberId));
}
