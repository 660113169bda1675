using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Transactions;

namespace Streaming.Embedded.Kafka.Apis.Transactions;

/// <summary>Describes transactional ids.</summary>
sealed class DescribeTransactionsApi(BrokerServices services) : SyncApi(ApiKey.DescribeTransactions, 0, 0, 0)
{
    static readonly TransactionModel Unknown = new(0, 0, -1, 0, TransactionStatus.Empty, [], [], 0, 0);

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var ids = reader.StringArray();
        response.Int32(0);
        response.Array(ids.Count);
        foreach (var id in ids)
        {
            var refused = request.Access.TransactionalId(KafkaOperation.Describe, id);
            Write(response, id, refused == ErrorCode.None ? services.Transactions.Find(id)?.Current : null, refused, request.Access);
        }

        response.Tags();
    }

    static void Write(WireWriter response, string id, TransactionModel? known, ErrorCode refused, ClientAccess access)
    {
        var model = known ?? Unknown;
        response.Error(refused == ErrorCode.None && known is null ? ErrorCode.TransactionalIdNotFound : refused);
        response.String(id);
        response.String(known is null ? "" : model.Status.ToString());
        response.Int32(model.TimeoutMs);
        response.Int64(known is null || model.Status == TransactionStatus.Ongoing ? model.Started : -1);
        response.Int64(model.ProducerId);
        response.Int16(model.Epoch);
        var topics = model
            .Partitions.Where(partition => access.Sees(partition.Topic))
            .GroupBy(partition => partition.Topic, StringComparer.Ordinal)
            .ToList();
        response.Array(topics.Count);
        foreach (var topic in topics)
        {
            response.String(topic.Key);
            response.Int32Array([.. topic.Select(partition => partition.Partition)]);
            response.Tags();
        }

        response.Tags();
    }
}
