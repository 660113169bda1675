using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Transactions;

/// <summary>Makes partitions part of a transaction before the producer writes to them: all of them, or none.</summary>
sealed class AddPartitionsToTxnApi(BrokerServices services) : SyncApi(ApiKey.AddPartitionsToTxn, 0, 3, 3)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var (transactionalId, producerId, epoch) = (reader.String(), reader.Int64(), reader.Int16());
        var partitions = new List<TopicPartition>();
        for (var topics = reader.ArrayLength(); topics > 0; topics--)
        {
            var topic = reader.String();
            partitions.AddRange(reader.Int32Array().Select(index => new TopicPartition(topic, index)));
            reader.Tags();
        }

        response.Int32(0);
        PartitionErrors.Write(response, Add(transactionalId, producerId, epoch, partitions, request.Version));
        response.Tags();
    }

    List<(TopicPartition Partition, ErrorCode Error)> Add(
        string transactionalId,
        long producerId,
        short epoch,
        List<TopicPartition> partitions,
        short version
    )
    {
        if (partitions.Exists(partition => !Exists(partition)))
        {
            return partitions.ConvertAll(partition =>
                (partition, Exists(partition) ? ErrorCode.OperationNotAttempted : ErrorCode.UnknownTopicOrPartition)
            );
        }

        var error = FencedError.For(services.Transactions.AddPartitions(transactionalId, producerId, epoch, partitions), version);
        return partitions.ConvertAll(partition => (partition, error));
    }

    bool Exists(TopicPartition partition) => services.Topics.Partition(partition.Topic, partition.Partition) is not null;
}
