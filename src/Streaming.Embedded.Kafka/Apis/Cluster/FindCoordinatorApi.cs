using Streaming.Embedded.Kafka.Protocol;
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
        if (type is 0 or TransactionKey)
            InternalTopics.Ensure(services.Topics, type == TransactionKey ? InternalTopics.Transactions : InternalTopics.Offsets);
        var error = type is < 0 or > TransactionKey ? ErrorCode.InvalidRequest : ErrorCode.None;
        if (version >= 1)
            response.Int32(0);
        if (key is not null)
        {
            response.Error(error);
            if (version >= 1)
                response.String(null);
            WriteNode(response);
            response.Tags();
            return;
        }

        var keys = reader.StringArray();
        response.Array(keys.Count);
        foreach (var each in keys)
        {
            response.String(each);
            WriteNode(response);
            response.Error(error);
            response.String(null);
            response.Tags();
        }

        response.Tags();
    }

    void WriteNode(WireWriter response)
    {
        response.Int32(ClusterIdentity.NodeId);
        response.String(services.Cluster.Host);
        response.Int32(services.Cluster.Port);
    }
}
