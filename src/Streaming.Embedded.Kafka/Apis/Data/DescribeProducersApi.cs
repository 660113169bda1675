using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Data;

/// <summary>Tells which producers a partition knows and which have a transaction open in it.</summary>
sealed class DescribeProducersApi(BrokerServices services) : SyncApi(ApiKey.DescribeProducers, 0, 0, 0)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        response.Int32(0);
        var topics = reader.ArrayLength();
        response.Array(topics);
        for (; topics > 0; topics--)
        {
            var name = reader.String();
            var partitions = reader.Int32Array();
            reader.Tags();
            response.String(name);
            response.Array(partitions.Length);
            var refused = request.Access.Topic(KafkaOperation.Read, name);
            foreach (var index in partitions)
                Write(response, index, refused == ErrorCode.None ? services.Topics.Partition(name, index) : null, refused);
            response.Tags();
        }

        response.Tags();
    }

    static void Write(WireWriter response, int index, PartitionLog? log, ErrorCode refused)
    {
        response.Int32(index);
        response.Error(refused == ErrorCode.None && log is null ? ErrorCode.UnknownTopicOrPartition : refused);
        response.String(null);
        if (log is null)
            response.Array(0);
        else
            log.ReadProducers(producers => Write(response, producers));
        response.Tags();
    }

    static int Write(WireWriter response, ProducerStates producers)
    {
        response.Array(producers.Entries.Count);
        foreach (var producer in producers.Entries)
        {
            response.Int64(producer.ProducerId);
            response.Int32(producer.Epoch);
            response.Int32(producer.LastSequence);
            response.Int64(producer.LastSeen);
            response.Int32(0);
            response.Int64(producer.TransactionStart);
            response.Tags();
        }

        return producers.Entries.Count;
    }
}
