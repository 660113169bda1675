using Streaming.Embedded.Kafka.Log;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
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
        PartitionErrors.Write(response, Add(request, transactionalId, producerId, epoch, partitions));
        response.Tags();
    }

    List<(TopicPartition Partition, ErrorCode Error)> Add(
        Request request,
        string transactionalId,
        long producerId,
        short epoch,
        List<TopicPartition> partitions
    )
    {
        var refused = request.Access.TransactionalId(KafkaOperation.Write, transactionalId);
        if (refused != ErrorCode.None)
            return partitions.ConvertAll(partition => (partition, refused));
        var faults = partitions.ConvertAll(partition => Fault(request.Access, partition));
        if (faults.Exists(fault => fault != ErrorCode.None))
        {
            return
            [
                .. partitions.Zip(faults, (partition, fault) =>
                    (partition, fault == ErrorCode.None ? ErrorCode.OperationNotAttempted : fault)
                ),
            ];
        }

        var error = FencedError.For(services.Transactions.AddPartitions(transactionalId, producerId, epoch, partitions), request.Version);
        return partitions.ConvertAll(partition => (partition, error));
    }

    ErrorCode Fault(ClientAccess access, TopicPartition partition)
    {
        var refused = access.Topic(KafkaOperation.Write, partition.Topic);
        return refused != ErrorCode.None ? refused
            : services.Topics.Partition(partition.Topic, partition.Partition) is null ? ErrorCode.UnknownTopicOrPartition
            : ErrorCode.None;
    }
}
