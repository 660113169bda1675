using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Transactions;

namespace Streaming.Embedded.Kafka.Apis.Transactions;

/// <summary>Lists transactional ids, where asked for only those in some states, of some producers, or open for some time.</summary>
sealed class ListTransactionsApi(BrokerServices services) : SyncApi(ApiKey.ListTransactions, 0, 1, 0)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var states = reader.StringArray();
        var producers = new HashSet<long>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            producers.Add(reader.Int64());
        var duration = request.Version >= 1 ? reader.Int64() : -1;
        var now = services.Clock.Now;
        var found = services
            .Transactions.All.Select(transaction => (transaction.TransactionalId, Model: transaction.Current))
            .Where(item => request.Access.TransactionalId(KafkaOperation.Describe, item.TransactionalId) == ErrorCode.None)
            .Where(item =>
                (states.Count == 0 || states.Contains(item.Model.Status.ToString(), StringComparer.Ordinal))
                && (producers.Count == 0 || producers.Contains(item.Model.ProducerId))
                && (duration < 0 || (item.Model.Status == TransactionStatus.Ongoing && now - item.Model.Started >= duration))
            )
            .ToList();
        var unknown = states.Where(state => !Enum.IsDefined(typeof(TransactionStatus), state)).ToList();
        response.Int32(0);
        response.Error(ErrorCode.None);
        response.Array(unknown.Count);
        unknown.ForEach(response.String);
        response.Array(found.Count);
        foreach (var (id, model) in found)
        {
            response.String(id);
            response.Int64(model.ProducerId);
            response.String(model.Status.ToString());
            response.Tags();
        }

        response.Tags();
    }
}
