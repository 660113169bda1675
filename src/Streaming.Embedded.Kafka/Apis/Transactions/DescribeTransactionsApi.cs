using Streaming.Embedded.Kafka.Protocol;
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
            Write(response, id, services.Transactions.Find(id)?.Current);
        response.Tags();
    }

    static void Write(WireWriter response, string id, TransactionModel? known)
    {
        var model = known ?? Unknown;
        response.Error(known is null ? ErrorCode.TransactionalIdNotFound : ErrorCode.None);
        response.String(id);
        response.String(known is null ? "" : model.Status.ToString());
        response.Int32(model.TimeoutMs);
        response.Int64(known is null || model.Status == TransactionStatus.Ongoing ? model.Started : -1);
        response.Int64(model.ProducerId);
        response.Int16(model.Epoch);
        var topics = model.Partitions.GroupBy(partition => partition.Topic, StringComparer.Ordinal).ToList();
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
