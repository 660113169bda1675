namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>
/// Brings one member nearer to its target: first it gives up what others are to have, then it gets what others have given up.
/// A member takes the group's epoch once it has nothing left to give up. After KIP-848, "Member State Machine".
/// </summary>
static class Reconciliation
{
    /// <param name="group">With targets for its assignment epoch.</param>
    /// <param name="member">One of it.</param>
    /// <param name="owned">What the member says that it has; null: as before.</param>
    public static ConsumerMember Advance(ConsumerGroup group, ConsumerMember member, PartitionSet? owned) =>
        member.State switch
        {
            MemberState.Stable when member.Epoch == group.AssignmentEpoch => member,
            MemberState.Revoking when StillOwns(owned, member.Revoking) => member,
            _ => Next(group, member, owned),
        };

    static ConsumerMember Next(ConsumerGroup group, ConsumerMember member, PartitionSet? owned)
    {
        var kept = member.Assigned.Intersect(member.Target);
        var revoking = member.Assigned.Except(kept);
        if (revoking.Count > 0 && StillOwns(owned, revoking))
        {
            return member with { State = MemberState.Revoking, PreviousEpoch = member.Epoch, Assigned = kept, Revoking = revoking };
        }

        var wanted = member.Target.Except(kept);
        var free = wanted;
        if (wanted.Count > 0)
        {
            var held = group.HeldByOthers(member.Id);
            free = wanted.Where(partition => !held.Contains(partition));
        }

        var next = member with
        {
            State = free.Count == wanted.Count ? MemberState.Stable : MemberState.Waiting,
            Epoch = group.AssignmentEpoch,
            PreviousEpoch = member.Epoch,
            Assigned = kept.Union(free),
            Revoking = PartitionSet.Empty,
        };
        // Waits as before: nothing to write down.
        return member.State == next.State && member.Epoch == next.Epoch && member.Assigned.Equals(next.Assigned) ? member : next;
    }

    static bool StillOwns(PartitionSet? owned, PartitionSet revoking) => owned is null || owned.Overlaps(revoking);
}
