using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Joins a group; the answer comes when all members have joined.</summary>
sealed class JoinGroupApi(BrokerServices services) : Api(ApiKey.JoinGroup, 0, 9, 6)
{
    public override async ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stop)
    {
        var join = Read(request);
        var refused = request.Access.Group(KafkaOperation.Read, join.GroupId);
        var result =
            refused == ErrorCode.None ? await services.Groups.JoinAsync(join).WaitAsync(stop) : new JoinResult(refused, join.MemberId);
        Write(response, request.Version, result);
    }

    static JoinRequest Read(Request request)
    {
        var version = request.Version;
        var reader = request.Reader();
        var (group, session) = (reader.String(), TimeSpan.FromMilliseconds(reader.Int32()));
        var rebalance = version >= 1 ? TimeSpan.FromMilliseconds(reader.Int32()) : session;
        var member = reader.String();
        var instance = version >= 5 ? reader.NullableString() : null;
        var type = reader.String();
        var protocols = new List<OfferedProtocol>();
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            protocols.Add(new OfferedProtocol(reader.String(), reader.Bytes().ToArray()));
            reader.Tags();
        }

        return new JoinRequest(group, member, instance, request.ClientId, request.ClientHost, type, protocols, session, rebalance)
        {
            RequiresKnownMemberId = version >= 4,
            SupportsSkippingAssignment = version >= 9,
        };
    }

    static void Write(WireWriter response, short version, JoinResult result)
    {
        if (version >= 2)
            response.Int32(0);
        response.Error(result.Error);
        response.Int32(result.Generation);
        if (version >= 7)
            response.String(result.ProtocolType);
        response.String(version >= 7 ? result.ProtocolName : result.ProtocolName ?? "");
        response.String(result.Leader);
        if (version >= 9)
            response.Bool(result.SkipAssignment);
        response.String(result.MemberId);
        response.Array(result.Members?.Count ?? 0);
        foreach (var member in result.Members ?? [])
        {
            response.String(member.MemberId);
            if (version >= 5)
                response.String(member.InstanceId);
            response.Bytes(member.Metadata);
            response.Tags();
        }

        response.Tags();
    }
}
