using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Cluster;

/// <summary>Describes the cluster of one.</summary>
sealed class DescribeClusterApi(BrokerServices services) : SyncApi(ApiKey.DescribeCluster, 0, 2, 0)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        reader.Bool();
        var endpoint = request.Version >= 1 ? reader.Int8() : (sbyte)1;
        response.Int32(0);
        response.Error(ErrorCode.None);
        response.String(null);
        if (request.Version >= 1)
            response.Int8(endpoint);
        response.String(services.Cluster.ClusterId);
        response.Int32(ClusterIdentity.NodeId);
        response.Array(1);
        response.Int32(ClusterIdentity.NodeId);
        response.String(services.Cluster.Host);
        response.Int32(services.Cluster.Port);
        response.String(null);
        if (request.Version >= 2)
            response.Bool(false);
        response.Tags();
        response.Int32(int.MinValue);
        response.Tags();
    }
}
