using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Takes members out of their group.</summary>
sealed class LeaveGroupApi(BrokerServices services) : SyncApi(ApiKey.LeaveGroup, 0, 5, 4)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        var group = reader.String();
        if (version >= 1)
            response.Int32(0);
        var refused = request.Access.Group(KafkaOperation.Read, group);
        if (version <= 2)
        {
            response.Error(refused == ErrorCode.None ? services.Groups.Leave(group, reader.String(), null) : refused);
            return;
        }

        var members = new List<(string MemberId, string? InstanceId)>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            members.Add((reader.String(), reader.NullableString()));
            if (version >= 5)
                reader.NullableString();
            reader.Tags();
        }

        response.Error(refused);
        if (refused != ErrorCode.None)
            members.Clear();
        response.Array(members.Count);
        foreach (var (memberId, instanceId) in members)
        {
            response.String(memberId);
            response.String(instanceId);
            response.Error(services.Groups.Leave(group, memberId, instanceId));
            response.Tags();
        }

        response.Tags();
    }
}
