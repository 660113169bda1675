using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Keeps a member in its group and tells it of a rebalance.</summary>
sealed class HeartbeatApi(BrokerServices services) : SyncApi(ApiKey.Heartbeat, 0, 4, 4)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var (group, generation, member) = (reader.String(), reader.Int32(), reader.String());
        var instance = request.Version >= 3 ? reader.NullableString() : null;
        if (request.Version >= 1)
            response.Int32(0);
        var refused = request.Access.Group(KafkaOperation.Read, group);
        response.Error(refused == ErrorCode.None ? services.Groups.Heartbeat(group, member, instance, generation) : refused);
        response.Tags();
    }
}
