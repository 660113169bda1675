using Streaming.Embedded.Kafka.Apis.Groups;
using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Transactions;

/// <summary>Sets a group's offsets, to be committed with the transaction. From version 3 on it says which member of which generation
/// asks.</summary>
sealed class TxnOffsetCommitApi(BrokerServices services) : SyncApi(ApiKey.TxnOffsetCommit, 0, 3, 3)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        var (transactionalId, group, producerId, epoch) = (reader.String(), reader.String(), reader.Int64(), reader.Int16());
        var committer = new Committer("", null, -1);
        if (version >= 3)
        {
            var (generation, member) = (reader.Int32(), reader.String());
            committer = new Committer(member, reader.NullableString(), generation);
        }

        var offsets = OffsetsRequest.Read(ref reader, withLeaderEpoch: version >= 2);
        var refused = request.Access.TransactionalId(KafkaOperation.Write, transactionalId);
        if (refused == ErrorCode.None)
            refused = request.Access.Group(KafkaOperation.Read, group);
        var errors = OffsetsRequest.Commit(offsets, refused, request.Access, allowed =>
            services.Transactions.CommitOffsets(transactionalId, producerId, epoch, group, committer, allowed)
        );
        response.Int32(0);
        OffsetsRequest.WriteErrors(response, offsets, errors);
        response.Tags();
    }
}
