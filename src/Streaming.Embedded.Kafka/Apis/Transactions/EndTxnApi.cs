using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Transactions;

/// <summary>Commits or aborts a transaction. When the answer goes out, its markers are written and its offsets committed.</summary>
sealed class EndTxnApi(BrokerServices services) : SyncApi(ApiKey.EndTxn, 0, 3, 3)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var (transactionalId, producerId, epoch, commit) = (reader.String(), reader.Int64(), reader.Int16(), reader.Bool());
        response.Int32(0);
        var refused = request.Access.TransactionalId(KafkaOperation.Write, transactionalId);
        var error = refused == ErrorCode.None ? services.Transactions.End(transactionalId, producerId, epoch, commit) : refused;
        response.Error(FencedError.For(error, request.Version));
        response.Tags();
    }
}
