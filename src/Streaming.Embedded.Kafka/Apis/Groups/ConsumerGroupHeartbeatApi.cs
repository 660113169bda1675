using Streaming.Embedded.Kafka.Groups.Consumers;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Where members of groups that the broker assigns (KIP-848) join, show up, are told what to read, and leave.</summary>
sealed class ConsumerGroupHeartbeatApi(BrokerServices services) : SyncApi(ApiKey.ConsumerGroupHeartbeat, 0, 1, 0)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var reply = Answer(Read(ref reader, request), request);
        response.Int32(0);
        response.Error(reply.Error);
        response.String(reply.Message);
        response.String(reply.MemberId);
        response.Int32(reply.MemberEpoch);
        response.Int32(reply.Error == ErrorCode.None ? (int)services.Options.ConsumerGroupHeartbeatInterval.TotalMilliseconds : 0);
        if (reply.Assignment is { } assignment)
            Write(response, assignment);
        else
            response.Int8(-1);
        response.Tags();
    }

    HeartbeatReply Answer(ConsumerHeartbeat heartbeat, Request request)
    {
        var access = request.Access;
        var refused = access.Group(KafkaOperation.Read, heartbeat.GroupId);
        // Who may not see one of the topics that he names learns nothing of the others, either.
        if (refused == ErrorCode.None && heartbeat.Names?.Any(topic => !access.Sees(topic)) == true)
            refused = ErrorCode.TopicAuthorizationFailed;
        return refused != ErrorCode.None
            ? new HeartbeatReply(refused, null, null, 0)
            : services.ConsumerGroups.Heartbeat(heartbeat, request.Version, access.Sees);
    }

    static ConsumerHeartbeat Read(ref WireReader reader, Request request) =>
        new(reader.String(), reader.String(), reader.Int32())
        {
            InstanceId = reader.NullableString(),
            RackId = reader.NullableString(),
            RebalanceTimeoutMs = reader.Int32(),
            Names = ReadNames(ref reader),
            Regex = request.Version >= 1 ? reader.NullableString() : null,
            Assignor = reader.NullableString(),
            Owned = ReadPartitions(ref reader),
            ClientId = request.ClientId,
            ClientHost = request.ClientHost,
        };

    static List<string>? ReadNames(ref WireReader reader)
    {
        var count = reader.NullableArrayLength();
        if (count < 0)
            return null;
        var names = new List<string>();
        for (; count > 0; count--)
            names.Add(reader.String());
        return names;
    }

    static PartitionSet? ReadPartitions(ref WireReader reader)
    {
        var topics = reader.NullableArrayLength();
        if (topics < 0)
            return null;
        var partitions = new List<TopicIdPartition>();
        for (; topics > 0; topics--)
        {
            var topic = reader.Uuid();
            partitions.AddRange(reader.Int32Array().Select(index => new TopicIdPartition(topic, index)));
            reader.Tags();
        }

        return PartitionSet.Of(partitions);
    }

    // A structure that may be null begins with a byte that says so.
    static void Write(WireWriter response, PartitionSet assignment)
    {
        response.Int8(1);
        var topics = assignment.Items.GroupBy(partition => partition.Topic).ToList();
        response.Array(topics.Count);
        foreach (var topic in topics)
        {
            response.Uuid(topic.Key);
            response.Int32Array([.. topic.Select(partition => partition.Partition)]);
            response.Tags();
        }

        response.Tags();
    }
}
