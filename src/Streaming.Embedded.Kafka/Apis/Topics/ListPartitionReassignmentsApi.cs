using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>Lists partitions on the move, which with one broker are none. Kafka's tools ask before they describe a topic.</summary>
sealed class ListPartitionReassignmentsApi() : SyncApi(ApiKey.ListPartitionReassignments, 0, 0, 0)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        response.Int32(0);
        response.Error(request.Access.Cluster(KafkaOperation.Describe));
        response.String(null);
        response.Array(0);
        response.Tags();
    }
}
