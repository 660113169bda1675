using Streaming.Embedded.Kafka.Groups.Consumers;
using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Groups;

/// <summary>Who commits: a member of a generation, or nobody in particular (generation -1, no member id).</summary>
readonly record struct Committer(string MemberId, string? InstanceId, int Generation)
{
    /// <summary>Of the request: members that the broker assigns speak newer ones.</summary>
    public short Version { get; init; } = short.MaxValue;

    public bool IsMember => Generation >= 0 || MemberId.Length > 0 || InstanceId is not null;
}

/// <summary>One offset to be committed.</summary>
readonly record struct OffsetToCommit(TopicPartition Partition, long Offset, int LeaderEpoch, string? Metadata);

/// <summary>Commits, fetches and deletes the offsets of groups, those of transactions included.</summary>
sealed class OffsetManager(GroupCoordinator groups, TopicCatalog topics, StateStore state, Clock clock)
{
    const int MaxMetadata = 4096;

    /// <summary>Commits offsets at once; gives an error for each.</summary>
    public ErrorCode[] Commit(string groupId, Committer committer, IReadOnlyList<OffsetToCommit> offsets) =>
        Commit(groupId, committer, offsets, producerId: null);

    /// <summary>Sets offsets that become committed when the producer's transaction does. The caller has checked that it is open.</summary>
    public ErrorCode[] CommitInTransaction(string groupId, Committer committer, long producerId, IReadOnlyList<OffsetToCommit> offsets) =>
        Commit(groupId, committer, offsets, producerId);

    ErrorCode[] Commit(string groupId, Committer committer, IReadOnlyList<OffsetToCommit> offsets, long? producerId)
    {
        var errors = new ErrorCode[offsets.Count];
        var group = groups.Find(groupId);
        if (group is null && committer.Generation >= 0)
        {
            var newer = producerId is null && committer.Version is >= 9 and < short.MaxValue;
            return Filled(errors, newer ? ErrorCode.GroupIdNotFound : ErrorCode.IllegalGeneration);
        }

        group ??= groups.GetOrAdd(groupId);
        lock (group.Gate)
        {
            if (Check(group, committer, producerId is not null) is var refused and not ErrorCode.None)
                return Filled(errors, refused);
            if (committer.IsMember && group.Members.TryGetValue(committer.MemberId, out var member))
                member.LastSeen = clock.Elapsed;
            var now = clock.Now;
            var changes = new StateChanges();
            for (var i = 0; i < errors.Length; i++)
            {
                errors[i] = Check(offsets[i]);
                if (errors[i] != ErrorCode.None)
                    continue;
                var value = GroupRecords.Encode(new CommittedOffset(offsets[i].Offset, offsets[i].LeaderEpoch, offsets[i].Metadata, now));
                changes.Put(
                    producerId is { } id
                        ? GroupRecords.PendingKey(id, groupId, offsets[i].Partition)
                        : GroupRecords.OffsetKey(groupId, offsets[i].Partition),
                    value
                );
            }

            try
            {
                state.Write(changes);
            }
            catch (IOException)
            {
                // A full disk, say: the client tries again until there is room.
                return Filled(errors, ErrorCode.CoordinatorNotAvailable);
            }

            for (var i = 0; i < errors.Length; i++)
            {
                if (errors[i] != ErrorCode.None)
                    continue;
                var offset = new CommittedOffset(offsets[i].Offset, offsets[i].LeaderEpoch, offsets[i].Metadata, now);
                if (producerId is { } id)
                    group.Offsets.SetPending(id, offsets[i].Partition, offset);
                else
                    group.Offsets.Committed[offsets[i].Partition] = offset;
            }

            return errors;
        }
    }

    /// <summary>Makes a transaction's offsets in a group committed, or drops them. Doing it twice does nothing.</summary>
    public void EndTransaction(string groupId, long producerId, bool commit)
    {
        if (groups.Find(groupId) is not { } group)
            return;
        lock (group.Gate)
        {
            if (!group.Offsets.Pending.TryGetValue(producerId, out var pending))
                return;
            var changes = new StateChanges();
            foreach (var (partition, offset) in pending)
            {
                changes.Delete(GroupRecords.PendingKey(producerId, groupId, partition));
                if (commit)
                    changes.Put(GroupRecords.OffsetKey(groupId, partition), GroupRecords.Encode(offset));
            }

            state.Write(changes);
            group.Offsets.Pending.Remove(producerId);
            if (!commit)
                return;
            foreach (var (partition, offset) in pending)
                group.Offsets.Committed[partition] = offset;
        }
    }

    /// <summary>Drops offsets, where no member of the group subscribes to their topic.</summary>
    public ErrorCode Delete(string groupId, IReadOnlyList<TopicPartition> partitions, ErrorCode[] errors)
    {
        if (groups.Find(groupId) is not { } group)
            return ErrorCode.GroupIdNotFound;
        lock (group.Gate)
        {
            if (group.State == GroupState.Dead)
                return ErrorCode.GroupIdNotFound;
            var subscribed = Subscription.TopicsOf(group);
            if (subscribed is null)
                return ErrorCode.NonEmptyGroup;
            var changes = new StateChanges();
            for (var i = 0; i < errors.Length; i++)
            {
                if (subscribed.Contains(partitions[i].Topic))
                    errors[i] = ErrorCode.GroupSubscribedToTopic;
                else if (group.Offsets.Committed.ContainsKey(partitions[i]))
                    changes.Delete(GroupRecords.OffsetKey(groupId, partitions[i]));
            }

            state.Write(changes);
            for (var i = 0; i < errors.Length; i++)
            {
                if (errors[i] == ErrorCode.None)
                    group.Offsets.Committed.Remove(partitions[i]);
            }

            return ErrorCode.None;
        }
    }

    /// <summary>Drops all offsets of a deleted topic.</summary>
    public void TopicDeleted(string topic)
    {
        foreach (var group in groups.All)
        {
            lock (group.Gate)
            {
                var changes = new StateChanges();
                foreach (var partition in group.Offsets.Committed.Keys.Where(partition => partition.Topic == topic).ToList())
                {
                    group.Offsets.Committed.Remove(partition);
                    changes.Delete(GroupRecords.OffsetKey(group.Id, partition));
                }

                state.Write(changes);
            }
        }
    }

    ErrorCode Check(OffsetToCommit offset)
    {
        if (offset.Metadata?.Length > MaxMetadata)
            return ErrorCode.OffsetMetadataTooLarge;
        return topics.Partition(offset.Partition.Topic, offset.Partition.Partition) is null
            ? ErrorCode.UnknownTopicOrPartition
            : ErrorCode.None;
    }

    // Without a generation only a group nobody is a member of takes commits; in a transaction (KIP-447) anyone may omit it.
    static ErrorCode Check(Group group, Committer committer, bool inTransaction)
    {
        if (group.State == GroupState.Dead)
            return ErrorCode.CoordinatorNotAvailable;
        if (group.Consumers is { } consumers)
            return Check(consumers, committer, inTransaction);
        if (committer.Generation < 0 && group.State == GroupState.Empty)
            return ErrorCode.None;
        if (!committer.IsMember)
            return inTransaction ? ErrorCode.None : ErrorCode.UnknownMemberId;
        if (group.CheckMember(committer.MemberId, committer.InstanceId) is var unknown and not ErrorCode.None)
            return unknown;
        if (committer.Generation != group.Generation)
            return ErrorCode.IllegalGeneration;
        return group.State == GroupState.CompletingRebalance && !inTransaction ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    // A member of a group that the broker assigns says its epoch, in a version of the request that is made for that.
    static ErrorCode Check(ConsumerGroup group, Committer committer, bool inTransaction)
    {
        if (committer.Generation < 0 && group.Members.IsEmpty)
            return ErrorCode.None;
        if (inTransaction && !committer.IsMember)
            return ErrorCode.None;
        if (group.Find(committer.MemberId) is not { } member)
            return ErrorCode.UnknownMemberId;
        if (!inTransaction && committer.Version < 9)
            return ErrorCode.UnsupportedVersion;
        return committer.Generation == member.Epoch ? ErrorCode.None
            : inTransaction ? ErrorCode.IllegalGeneration
            : ErrorCode.StaleMemberEpoch;
    }

    static ErrorCode[] Filled(ErrorCode[] errors, ErrorCode error)
    {
        Array.Fill(errors, error);
        return errors;
    }
}
