using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Transactions;

/// <summary>Makes a group's offsets part of a transaction.</summary>
sealed class AddOffsetsToTxnApi(BrokerServices services) : SyncApi(ApiKey.AddOffsetsToTxn, 0, 3, 3)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var (transactionalId, producerId, epoch, group) = (reader.String(), reader.Int64(), reader.Int16(), reader.String());
        response.Int32(0);
        var error = request.Access.TransactionalId(KafkaOperation.Write, transactionalId);
        if (error == ErrorCode.None)
            error = request.Access.Group(KafkaOperation.Read, group);
        if (error == ErrorCode.None)
            error = services.Transactions.AddGroup(transactionalId, producerId, epoch, group);
        response.Error(FencedError.For(error, request.Version));
        response.Tags();
    }
}
