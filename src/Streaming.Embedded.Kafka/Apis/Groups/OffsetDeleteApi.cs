using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Deletes committed offsets.</summary>
sealed class OffsetDeleteApi(BrokerServices services) : SyncApi(ApiKey.OffsetDelete, 0, 0, Never)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var group = reader.String();
        var partitions = new List<TopicPartition>();
        for (var topics = reader.ArrayLength(); topics > 0; topics--)
        {
            var topic = reader.String();
            partitions.AddRange(reader.Int32Array().Select(index => new TopicPartition(topic, index)));
        }

        var access = request.Access;
        var error = access.Group(KafkaOperation.Delete, group);
        var refused = partitions.Where(partition => access.Topic(KafkaOperation.Read, partition.Topic) != ErrorCode.None).ToHashSet();
        var allowed = partitions.Where(partition => !refused.Contains(partition)).ToList();
        var errors = new ErrorCode[allowed.Count];
        if (error == ErrorCode.None && (allowed.Count > 0 || refused.Count == 0))
            error = services.Offsets.Delete(group, allowed, errors);
        response.Error(error);
        response.Int32(0);
        PartitionErrors.Write(
            response,
            error == ErrorCode.None
                ?
                [
                    .. allowed.Select((partition, i) => (partition, errors[i])),
                    .. refused.Select(partition => (partition, ErrorCode.TopicAuthorizationFailed)),
                ]
                : []
        );
    }
}
