using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
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

        var errors = new ErrorCode[partitions.Count];
        var error = services.Offsets.Delete(group, partitions, errors);
        response.Error(error);
        response.Int32(0);
        PartitionErrors.Write(response, error == ErrorCode.None ? [.. partitions.Select((partition, i) => (partition, errors[i]))] : []);
    }
}
