using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Fetches a member's assignment, which the leader's own request brings.</summary>
sealed class SyncGroupApi(BrokerServices services) : Api(ApiKey.SyncGroup, 0, 5, 4)
{
    public override async ValueTask HandleAsync(Request request, WireWriter response, CancellationToken stop)
    {
        var sync = Read(request);
        var refused = request.Access.Group(KafkaOperation.Read, sync.GroupId);
        var result = refused == ErrorCode.None ? await services.Groups.SyncAsync(sync).WaitAsync(stop) : new SyncResult(refused);
        if (request.Version >= 1)
            response.Int32(0);
        response.Error(result.Error);
        if (request.Version >= 5)
        {
            response.String(result.ProtocolType);
            response.String(result.ProtocolName);
        }

        response.Bytes(result.Assignment);
        response.Tags();
    }

    static SyncRequest Read(Request request)
    {
        var version = request.Version;
        var reader = request.Reader();
        var (group, generation, member) = (reader.String(), reader.Int32(), reader.String());
        var instance = version >= 3 ? reader.NullableString() : null;
        var type = version >= 5 ? reader.NullableString() : null;
        var name = version >= 5 ? reader.NullableString() : null;
        var assignments = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (var count = reader.ArrayLength(); count > 0; count--)
        {
            assignments[reader.String()] = reader.Bytes().ToArray();
            reader.Tags();
        }

        return new SyncRequest(group, member, instance, generation, type, name, assignments);
    }
}
