using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Groups.Consumers;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Describes groups that the broker assigns: epochs, members, what they have and what they are to have.</summary>
sealed class ConsumerGroupDescribeApi(BrokerServices services) : SyncApi(ApiKey.ConsumerGroupDescribe, 0, 1, 0)
{
    const sbyte ConsumerMemberType = 1;
    const int NotAsked = int.MinValue;

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var names = reader.StringArray();
        response.Int32(0);
        response.Array(names.Count);
        foreach (var name in names)
        {
            var (group, error, message) = Find(name, request.Access);
            response.Error(error);
            response.String(message);
            response.String(name);
            response.String(group?.StateName ?? "");
            response.Int32(group?.Epoch ?? 0);
            response.Int32(group?.AssignmentEpoch ?? 0);
            response.String(group?.Assignor.Name ?? "");
            response.Array(group?.Members.Count ?? 0);
            foreach (var member in group?.Members.Values ?? [])
                Write(response, request.Version, member);
            response.Int32(NotAsked);
            response.Tags();
        }

        response.Tags();
    }

    (ConsumerGroup? Group, ErrorCode Error, string? Message) Find(string name, ClientAccess access)
    {
        if (access.Group(KafkaOperation.Describe, name) is var refused and not ErrorCode.None)
            return (null, refused, null);
        if (services.Groups.Find(name) is not { } found)
            return (null, ErrorCode.GroupIdNotFound, $"Group {name} not found.");
        ConsumerGroup? group;
        lock (found.Gate)
            group = found.State == GroupState.Dead ? null : found.Consumers;
        if (group is null)
            return (null, ErrorCode.GroupIdNotFound, $"Group {name} is not a consumer group.");
        var seen = group.Topics.All.All(topic => access.Sees(topic.Name));
        return seen
            ? (group, ErrorCode.None, null)
            : (null, ErrorCode.TopicAuthorizationFailed, "The group has described topic(s) that the client is not authorized to describe.");
    }

    void Write(WireWriter response, short version, ConsumerMember member)
    {
        response.String(member.Id);
        response.String(member.InstanceId);
        response.String(member.RackId);
        response.Int32(member.Epoch);
        response.String(member.ClientId);
        response.String(member.ClientHost);
        response.Array(member.Names.Count);
        foreach (var topic in member.Names)
            response.String(topic);
        response.String(member.Regex.Length == 0 ? null : member.Regex);
        Write(response, member.Assigned);
        Write(response, member.Target);
        if (version >= 1)
            response.Int8(ConsumerMemberType);
        response.Tags();
    }

    void Write(WireWriter response, PartitionSet assignment)
    {
        // A topic that was deleted has no name any more.
        var topics = assignment
            .Items.GroupBy(partition => partition.Topic)
            .Select(partitions => (services.Topics.Find(partitions.Key)?.Name, Partitions: partitions))
            .Where(topic => topic.Name is not null)
            .ToList();
        response.Array(topics.Count);
        foreach (var (name, partitions) in topics)
        {
            response.Uuid(partitions.Key);
            response.String(name);
            response.Int32Array([.. partitions.Select(partition => partition.Partition)]);
            response.Tags();
        }

        response.Tags();
    }
}
