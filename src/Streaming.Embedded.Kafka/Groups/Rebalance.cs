using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Groups;

/// <summary>
/// The steps of a rebalance. All run under the group's lock. A step that cannot be saved (the disk is full) is taken back and
/// its fault thrown on: members go on waiting, and the next sweep or request tries again.
/// </summary>
sealed class Rebalance(KafkaOptions options, Clock clock, Action<Group> save)
{
    /// <summary>Asks all members to join again, and ends the rebalance at once where they all have.</summary>
    public void Begin(Group group)
    {
        if (group.State is GroupState.PreparingRebalance)
        {
            TryFinish(group);
            return;
        }

        foreach (var member in group.Members.Values)
            member.CompleteSync(new SyncResult(ErrorCode.RebalanceInProgress));
        var now = clock.Elapsed;
        group.RebalanceNotBefore = group.State == GroupState.Empty ? now + options.GroupInitialRebalanceDelay : now;
        group.RebalanceDeadline = now + Longest(group);
        group.State = GroupState.PreparingRebalance;
        TryFinish(group);
    }

    /// <summary>Ends the rebalance if every member has joined, or its time is up.</summary>
    public void TryFinish(Group group)
    {
        if (group.State != GroupState.PreparingRebalance)
            return;
        var now = clock.Elapsed;
        var complete = group.Announced.Count == 0 && group.Members.Values.All(member => member.AwaitingJoin is not null);
        if (now < group.RebalanceNotBefore || !(complete || now >= group.RebalanceDeadline))
            return;
        // A static member may be away for as long as its session lasts; others that did not join are out.
        foreach (var member in group.Members.Values.Where(member => member.AwaitingJoin is null && member.InstanceId is null).ToList())
            group.Remove(member, ErrorCode.UnknownMemberId);
        if (group.Members.Count > 0 && group.Members.Values.All(member => member.AwaitingJoin is null))
        {
            group.RebalanceDeadline = now + Longest(group);
            return;
        }

        NextGeneration(group, now);
    }

    void NextGeneration(Group group, TimeSpan now)
    {
        var (generation, protocol, leader) = (group.Generation, group.ProtocolName, group.LeaderId);
        try
        {
            Prepare(group);
            // The generation is durable before anyone hears of it: after a crash it is not given out a second time.
            save(group);
        }
        catch
        {
            (group.Generation, group.ProtocolName, group.LeaderId, group.State) = (
                generation,
                protocol,
                leader,
                GroupState.PreparingRebalance
            );
            throw;
        }

        group.RebalanceDeadline = now + Longest(group);
        foreach (var member in group.Members.Values)
        {
            member.LastSeen = now;
            member.CompleteJoin(group.Joined(member));
        }
    }

    void Prepare(Group group)
    {
        group.Generation++;
        if (group.Members.Count == 0)
        {
            group.State = GroupState.Empty;
            group.ProtocolName = null;
            group.LeaderId = null;
            group.EmptySince = clock.Now;
            return;
        }

        group.State = GroupState.CompletingRebalance;
        group.ProtocolName = group.SelectProtocol();
        if (group.LeaderId is null || group.Members[group.LeaderId].AwaitingJoin is null)
            group.LeaderId = group.Members.Values.First(member => member.AwaitingJoin is not null).Id;
    }

    /// <summary>Takes the leader's assignment and hands every member its part.</summary>
    public void Assign(Group group, IReadOnlyDictionary<string, byte[]> assignments)
    {
        foreach (var member in group.Members.Values)
            member.Assignment = assignments.GetValueOrDefault(member.Id) ?? [];
        group.State = GroupState.Stable;
        try
        {
            save(group);
        }
        catch
        {
            // The assignment came with one request, which nobody repeats: all have to join again.
            Begin(group);
            throw;
        }

        var now = clock.Elapsed;
        foreach (var member in group.Members.Values)
        {
            member.LastSeen = now;
            member.CompleteSync(new SyncResult(ErrorCode.None, group.ProtocolType, group.ProtocolName, member.Assignment));
        }
    }

    /// <summary>Drops what has timed out.</summary>
    public void Sweep(Group group)
    {
        var now = clock.Elapsed;
        foreach (var (id, lapses) in group.Announced)
        {
            if (now >= lapses)
                group.Announced.Remove(id);
        }

        var lateSync = group.State == GroupState.CompletingRebalance && now >= group.RebalanceDeadline;
        var gone = group
            .Members.Values.Where(member =>
                !member.IsWaiting && (now - member.LastSeen >= member.SessionTimeout || (lateSync && member.InstanceId is null))
            )
            .ToList();
        foreach (var member in gone)
            group.Remove(member, ErrorCode.UnknownMemberId);
        if (gone.Count > 0 || lateSync)
            Begin(group);
        else
            TryFinish(group);
    }

    static TimeSpan Longest(Group group) =>
        group.Members.Count == 0 ? TimeSpan.Zero : group.Members.Values.Max(member => member.RebalanceTimeout);
}
