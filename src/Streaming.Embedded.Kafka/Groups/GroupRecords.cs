using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Groups;

/// <summary>Groups and offsets as the state store keeps them.</summary>
static class GroupRecords
{
    public static byte[] GroupKey(string group) => StateKey.Of(StateKind.Group, writer => writer.String(group));

    public static byte[] OffsetKey(string group, TopicPartition partition) => StateKey.Of(StateKind.Offset, writer =>
        {
            writer.String(group);
            writer.String(partition.Topic);
            writer.Int32(partition.Partition);
        });

    public static byte[] PendingKey(long producerId, string group, TopicPartition partition) =>
        StateKey.Of(StateKind.PendingOffset, writer =>
        {
            writer.Int64(producerId);
            writer.String(group);
            writer.String(partition.Topic);
            writer.Int32(partition.Partition);
        });

    public static byte[] Encode(CommittedOffset offset) =>
        StateKey.Encode(writer =>
        {
            writer.Int64(offset.Offset);
            writer.Int32(offset.LeaderEpoch);
            writer.String(offset.Metadata);
            writer.Int64(offset.CommitTime);
        });

    public static CommittedOffset DecodeOffset(byte[] value)
    {
        var reader = new WireReader(value, flexible: false);
        return new CommittedOffset(reader.Int64(), reader.Int32(), reader.NullableString(), reader.Int64());
    }

    public static byte[] Encode(Group group) =>
        StateKey.Encode(writer =>
        {
            writer.Bool(group.State == GroupState.Stable);
            writer.Int32(group.Generation);
            writer.String(group.ProtocolType);
            writer.String(group.ProtocolName);
            writer.String(group.LeaderId);
            writer.Int64(group.EmptySince);
            writer.Array(group.Members.Count);
            foreach (var member in group.Members.Values)
                Write(writer, member);
        });

    /// <summary>
    /// A group as it was. Its members get a whole session time-out to show up again; if its last rebalance had not finished, the
    /// next begins at once.
    /// </summary>
    public static Group Decode(string id, byte[] value, TimeSpan now)
    {
        var reader = new WireReader(value, flexible: false);
        var stable = reader.Bool();
        var group = new Group(id)
        {
            Generation = reader.Int32(),
            ProtocolType = reader.NullableString(),
            ProtocolName = reader.NullableString(),
        };
        var leader = reader.NullableString();
        group.EmptySince = reader.Int64();
        for (var count = reader.ArrayLength(); count > 0; count--)
            ReadMember(ref reader, group, now);
        group.LeaderId = leader;
        group.State =
            group.Members.Count == 0 ? GroupState.Empty
            : stable ? GroupState.Stable
            : GroupState.PreparingRebalance;
        group.RebalanceDeadline =
            now + (group.Members.Count == 0 ? TimeSpan.Zero : group.Members.Values.Max(member => member.RebalanceTimeout));
        return group;
    }

    static void Write(WireWriter writer, Member member)
    {
        writer.String(member.Id);
        writer.String(member.InstanceId);
        writer.String(member.ClientId);
        writer.String(member.ClientHost);
        writer.String(member.ProtocolType);
        writer.Int64((long)member.SessionTimeout.TotalMilliseconds);
        writer.Int64((long)member.RebalanceTimeout.TotalMilliseconds);
        writer.Bytes(member.Assignment);
        writer.Array(member.Protocols.Count);
        foreach (var protocol in member.Protocols)
        {
            writer.String(protocol.Name);
            writer.Bytes(protocol.Metadata);
        }
    }

    static void ReadMember(ref WireReader reader, Group group, TimeSpan now)
    {
        var id = reader.String();
        var (instance, client, host, type) = (reader.NullableString(), reader.String(), reader.String(), reader.String());
        var (session, rebalance) = (TimeSpan.FromMilliseconds(reader.Int64()), TimeSpan.FromMilliseconds(reader.Int64()));
        var assignment = reader.Bytes().ToArray();
        var protocols = new OfferedProtocol[reader.ArrayLength()];
        for (var i = 0; i < protocols.Length; i++)
            protocols[i] = new OfferedProtocol(reader.String(), reader.Bytes().ToArray());
        group
            .Add(
                id,
                new JoinRequest(group.Id, id, instance, client, host, type, protocols, session, rebalance)
                {
                    RequiresKnownMemberId = false,
                    SupportsSkippingAssignment = false,
                },
                now
            )
            .Assignment = assignment;
    }
}
