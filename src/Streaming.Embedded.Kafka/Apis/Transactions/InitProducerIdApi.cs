using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;
using Streaming.Embedded.Kafka.Transactions;

namespace Streaming.Embedded.Kafka.Apis.Transactions;

/// <summary>Gives a producer its id and epoch.</summary>
sealed class InitProducerIdApi(BrokerServices services) : SyncApi(ApiKey.InitProducerId, 0, 4, 2)
{
    const short KnowsFenced = 4;

    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var (transactionalId, timeout) = (reader.NullableString(), reader.Int32());
        var producerId = request.Version >= 3 ? reader.Int64() : -1;
        var epoch = request.Version >= 3 ? reader.Int16() : (short)-1;
        var refused = transactionalId is null
            ? request.Access.IdempotentWrite()
            : request.Access.TransactionalId(KafkaOperation.Write, transactionalId);
        var identity =
            refused != ErrorCode.None ? new ProducerIdentity(refused, -1, -1)
            : transactionalId is null ? services.Transactions.InitIdempotent()
            : services.Transactions.Init(transactionalId, timeout, producerId, epoch);
        response.Int32(0);
        response.Error(FencedError.For(identity.Error, request.Version, KnowsFenced));
        response.Int64(identity.ProducerId);
        response.Int16(identity.Epoch);
        response.Tags();
    }
}
