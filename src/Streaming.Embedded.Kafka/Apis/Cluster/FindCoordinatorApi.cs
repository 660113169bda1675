using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Cluster;

/// <summary>Tells who coordinates a group or a transactional id: always this broker.</summary>
sealed class FindCoordinatorApi(BrokerServices services) : SyncApi(ApiKey.FindCoordinator, 0, 4, 3)
{
    const sbyte TransactionKey = 1;

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        var key = version <= 3 ? reader.String() : null;
        var type = version >= 1 ? reader.Int8() : (sbyte)0;
        if (version >= 1)
            response.Int32(0);
        if (key is not null)
        {
            var error = Find(request.Access, type, key);
            response.Error(error);
            if (version >= 1)
                response.String(null);
            WriteNode(response, error);
            response.Tags();
            return;
        }

        var keys = reader.StringArray();
        response.Array(keys.Count);
        foreach (var each in keys)
        {
            var error = Find(request.Access, type, each);
            response.String(each);
            WriteNode(response, error);
            response.Error(error);
            response.String(null);
            response.Tags();
        }

        response.Tags();
    }

    ErrorCode Find(ClientAccess access, sbyte type, string key)
    {
        if (type is < 0 or > TransactionKey)
            return ErrorCode.InvalidRequest;
        var refused =
            type == TransactionKey ? access.TransactionalId(KafkaOperation.Describe, key) : access.Group(KafkaOperation.Describe, key);
        if (refused == ErrorCode.None)
            InternalTopics.Ensure(services.Topics, type == TransactionKey ? InternalTopics.Transactions : InternalTopics.Offsets);
        return refused;
    }

    void WriteNode(WireWriter response, ErrorCode error)
    {
        var known = error == ErrorCode.None;
        response.Int32(known ? ClusterIdentity.NodeId : -1);
        response.String(known ? services.Cluster.Host : "");
        response.Int32(known ? services.Cluster.Port : -1);
    }
}
