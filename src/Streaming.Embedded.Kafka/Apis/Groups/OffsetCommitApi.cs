using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Commits a group's offsets.</summary>
sealed class OffsetCommitApi(BrokerServices services) : SyncApi(ApiKey.OffsetCommit, 2, 9, 8)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        var (group, generation, member) = (reader.String(), reader.Int32(), reader.String());
        var instance = version >= 7 ? reader.NullableString() : null;
        if (version <= 4)
            reader.Int64();
        var offsets = OffsetsRequest.Read(ref reader, withLeaderEpoch: version >= 6);
        var errors = OffsetsRequest.Commit(offsets, request.Access.Group(KafkaOperation.Read, group), request.Access, allowed =>
            services.Offsets.Commit(group, new Committer(member, instance, generation) { Version = version }, allowed)
        );
        if (version >= 3)
            response.Int32(0);
        OffsetsRequest.WriteErrors(response, offsets, errors);
        response.Tags();
    }
}
