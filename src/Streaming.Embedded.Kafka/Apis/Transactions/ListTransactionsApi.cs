using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Transactions;

namespace Streaming.Embedded.Kafka.Apis.Transactions;

/// <summary>Lists transactional ids, where asked for only those in some states, of some producers, open for some time, or with names
/// that an expression describes (KIP-1152).</summary>
sealed class ListTransactionsApi(BrokerServices services) : SyncApi(ApiKey.ListTransactions, 0, 2, 0)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var states = reader.StringArray();
        var producers = new HashSet<long>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            producers.Add(reader.Int64());
        var duration = request.Version >= 1 ? reader.Int64() : -1;
        var expression = request.Version >= 2 ? reader.NullableString() : null;
        var (pattern, fault) = string.IsNullOrEmpty(expression) ? (null, null) : NamePattern.Parse(expression);
        if (fault is not null)
        {
            Write(response, ErrorCode.InvalidRegularExpression, [], []);
            return;
        }

        var now = services.Clock.Now;
        var found = services
            .Transactions.All.Select(transaction => (transaction.TransactionalId, Model: transaction.Current))
            .Where(item => request.Access.TransactionalId(KafkaOperation.Describe, item.TransactionalId) == ErrorCode.None)
            .Where(item =>
                (states.Count == 0 || states.Contains(item.Model.Status.ToString(), StringComparer.Ordinal))
                && (producers.Count == 0 || producers.Contains(item.Model.ProducerId))
                && pattern?.Matches(item.TransactionalId) != false
                && (duration < 0 || (item.Model.Status == TransactionStatus.Ongoing && now - item.Model.Started >= duration))
            )
            .ToList();
        var unknown = states.Where(state => !Enum.IsDefined(typeof(TransactionStatus), state)).ToList();
        Write(response, ErrorCode.None, unknown, found);
    }

    static void Write(WireWriter response, ErrorCode error, List<string> unknown, List<(string Id, TransactionModel Model)> found)
    {
        response.Int32(0);
        response.Error(error);
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
