using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Describes groups: state, members, assignments. One that does not exist is described as dead.</summary>
sealed class DescribeGroupsApi(BrokerServices services) : SyncApi(ApiKey.DescribeGroups, 0, 6, 5)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        var names = reader.StringArray();
        if (version >= 1)
            response.Int32(0);
        response.Array(names.Count);
        foreach (var name in names)
        {
            var refused = request.Access.Group(KafkaOperation.Describe, name);
            if (refused != ErrorCode.None || services.Groups.Find(name) is not { } group)
            {
                Write(response, version, name, null, refused);
                continue;
            }

            lock (group.Gate)
                Write(response, version, name, group.State == GroupState.Dead || group.Consumers is not null ? null : group);
        }

        response.Tags();
    }

    static void Write(WireWriter response, short version, string name, Group? group, ErrorCode refused = ErrorCode.None)
    {
        var unknown = group is null && version >= 6 && refused == ErrorCode.None;
        response.Error(unknown ? ErrorCode.GroupIdNotFound : refused);
        if (version >= 6)
            response.String(unknown ? $"Group {name} not found." : null);
        var stable = group?.State == GroupState.Stable;
        response.String(name);
        response.String(refused == ErrorCode.None ? (group?.State ?? GroupState.Dead).ToString() : "");
        response.String(group?.ProtocolType ?? "");
        response.String(stable ? group!.ProtocolName : "");
        response.Array(group?.Members.Count ?? 0);
        foreach (var member in group?.Members.Values.ToArray() ?? [])
        {
            response.String(member.Id);
            if (version >= 4)
                response.String(member.InstanceId);
            response.String(member.ClientId);
            response.String(member.ClientHost);
            response.Bytes(stable ? member.MetadataFor(group!.ProtocolName) : []);
            response.Bytes(stable ? member.Assignment : []);
            response.Tags();
        }

        if (version >= 3)
            response.Int32(int.MinValue);
        response.Tags();
    }
}
