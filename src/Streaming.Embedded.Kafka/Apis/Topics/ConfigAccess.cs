using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;

namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>Settings of a topic belong to it, all others to the cluster.</summary>
static class ConfigAccess
{
    public static ErrorCode Check(ClientAccess access, KafkaOperation operation, sbyte type, string name) =>
        (ConfigResource)type == ConfigResource.Topic ? access.Topic(operation, name) : access.Cluster(operation);
}
