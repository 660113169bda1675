using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Groups.Consumers;

/// <summary>Consumer groups as the state store keeps them: a record for the group, one for each member.</summary>
static class ConsumerGroupRecords
{
    public static byte[] GroupKey(string group) => StateKey.Of(StateKind.ConsumerGroup, writer => Flexible(writer).String(group));

    static byte[] MemberKey(string group, string member) => StateKey.Of(StateKind.ConsumerMember, writer =>
        {
            Flexible(writer).String(group);
            writer.String(member);
        });

    /// <summary>What makes of the group before the one after. Members that are the same objects are the same.</summary>
    /// <param name="changes">Come in here.</param>
    /// <param name="id">The group's.</param>
    /// <param name="before">Null: there was none.</param>
    /// <param name="after">Null: there is none any more.</param>
    /// <param name="emptySince">Since when it has no members, in Unix milliseconds.</param>
    public static void Change(StateChanges changes, string id, ConsumerGroup? before, ConsumerGroup? after, long emptySince)
    {
        if (after is null)
        {
            changes.Delete(GroupKey(id));
        }
        else if (
            before is null
            || before.Epoch != after.Epoch
            || before.AssignmentEpoch != after.AssignmentEpoch
            || !ReferenceEquals(before.Topics, after.Topics)
        )
        {
            changes.Put(GroupKey(id), Encode(after, emptySince));
        }

        foreach (var member in after?.Members.Values ?? [])
        {
            if (!ReferenceEquals(member, before?.Find(member.Id)))
                changes.Put(MemberKey(id, member.Id), Encode(member));
        }

        foreach (var member in before?.Members.Values ?? [])
        {
            if (after?.Find(member.Id) is null)
                changes.Delete(MemberKey(id, member.Id));
        }
    }

    /// <summary>All groups, with since when they have no members.</summary>
    public static IEnumerable<(string Id, ConsumerGroup Group, long EmptySince)> Load(StateStore state)
    {
        var members = state
            .Entries(StateKind.ConsumerMember)
            .Select(entry => (Group: new WireReader(entry.Key.AsSpan(1), flexible: true).String(), Member: DecodeMember(entry.Value)))
            .ToLookup(entry => entry.Group, entry => entry.Member, StringComparer.Ordinal);
        foreach (var (key, value) in state.Entries(StateKind.ConsumerGroup))
        {
            var id = new WireReader(key.AsSpan(1), flexible: true).String();
            var (group, emptySince) = DecodeGroup(value);
            yield return (id, members[id].Aggregate(group, (known, member) => known.With(member)), emptySince);
        }
    }

    static byte[] Encode(ConsumerGroup group, long emptySince) =>
        StateKey.Encode(writer =>
        {
            Flexible(writer).Int32(group.Epoch);
            writer.Int32(group.AssignmentEpoch);
            writer.Int64(emptySince);
            writer.Array(group.Topics.All.Count);
            foreach (var (name, topic, partitions) in group.Topics.All)
            {
                writer.String(name);
                writer.Uuid(topic);
                writer.Int32(partitions);
            }
        });

    static (ConsumerGroup Group, long EmptySince) DecodeGroup(byte[] value)
    {
        var reader = new WireReader(value, flexible: true);
        var (epoch, assignmentEpoch, emptySince) = (reader.Int32(), reader.Int32(), reader.Int64());
        var topics = new SubscribedTopic[reader.ArrayLength()];
        for (var i = 0; i < topics.Length; i++)
            topics[i] = new SubscribedTopic(reader.String(), reader.Uuid(), reader.Int32());
        return (new ConsumerGroup(epoch, assignmentEpoch, new SubscribedTopics(topics)), emptySince);
    }

    static byte[] Encode(ConsumerMember member) =>
        StateKey.Encode(writer =>
        {
            Flexible(writer).String(member.Id);
            writer.String(member.InstanceId);
            writer.String(member.ClientId);
            writer.String(member.ClientHost);
            writer.String(member.RackId);
            writer.Int32(member.RebalanceTimeoutMs);
            Write(writer, member.Names);
            writer.String(member.Regex);
            Write(writer, member.Matched);
            writer.String(member.Assignor);
            writer.Int32(member.Epoch);
            writer.Int32(member.PreviousEpoch);
            writer.Int8((sbyte)member.State);
            Write(writer, member.Assigned);
            Write(writer, member.Revoking);
            Write(writer, member.Target);
        });

    static ConsumerMember DecodeMember(byte[] value)
    {
        var reader = new WireReader(value, flexible: true);
        return new ConsumerMember(reader.String(), reader.NullableString(), reader.String(), reader.String())
        {
            RackId = reader.NullableString(),
            RebalanceTimeoutMs = reader.Int32(),
            Names = reader.StringArray(),
            Regex = reader.String(),
            Matched = reader.StringArray(),
            Assignor = reader.NullableString(),
            Epoch = reader.Int32(),
            PreviousEpoch = reader.Int32(),
            State = (MemberState)reader.Int8(),
            Assigned = ReadPartitions(ref reader),
            Revoking = ReadPartitions(ref reader),
            Target = ReadPartitions(ref reader),
        };
    }

    static void Write(WireWriter writer, IReadOnlyList<string> names)
    {
        writer.Array(names.Count);
        foreach (var name in names)
            writer.String(name);
    }

    static void Write(WireWriter writer, PartitionSet partitions)
    {
        writer.Array(partitions.Count);
        foreach (var (topic, partition) in partitions.Items)
        {
            writer.Uuid(topic);
            writer.Int32(partition);
        }
    }

    static PartitionSet ReadPartitions(ref WireReader reader)
    {
        var partitions = new TopicIdPartition[reader.ArrayLength()];
        for (var i = 0; i < partitions.Length; i++)
            partitions[i] = new TopicIdPartition(reader.Uuid(), reader.Int32());
        return PartitionSet.Of(partitions);
    }

    static WireWriter Flexible(WireWriter writer)
    {
        writer.Flexible = true;
        return writer;
    }
}
