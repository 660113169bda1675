using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Topics;

namespace Streaming.Embedded.Kafka.Apis.Topics;

/// <summary>Adds partitions to topics.</summary>
sealed class CreatePartitionsApi(BrokerServices services) : SyncApi(ApiKey.CreatePartitions, 0, 3, 2)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var topics = new List<(string Name, int Count)>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            topics.Add(Read(ref reader));
        reader.Int32();
        var checkOnly = reader.Bool();
        response.Int32(0);
        response.Array(topics.Count);
        foreach (var (name, partitions) in topics)
        {
            var refused = request.Access.Topic(KafkaOperation.Alter, name);
            var result = refused == ErrorCode.None ? services.Topics.AddPartitions(name, partitions, checkOnly) : new TopicResult(refused);
            response.String(name);
            response.Error(result.Error);
            response.String(result.Message);
            response.Tags();
        }

        response.Tags();
    }

    static (string Name, int Count) Read(ref WireReader reader)
    {
        var (name, partitions) = (reader.String(), reader.Int32());
        for (var assignments = reader.NullableArrayLength(); assignments > 0; assignments--)
        {
            reader.Int32Array();
            reader.Tags();
        }

        reader.Tags();
        return (name, partitions);
    }
}
