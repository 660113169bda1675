using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Cluster;

/// <summary>Lists quotas, of which there are none. Kafka's tools ask before they describe users.</summary>
sealed class DescribeClientQuotasApi() : SyncApi(ApiKey.DescribeClientQuotas, 0, 1, 1)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        response.Int32(0);
        response.Error(request.Access.Cluster(KafkaOperation.DescribeConfigs));
        response.String(null);
        response.Array(0);
        response.Tags();
    }
}
