using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Cluster;

/// <summary>Refuses quotas: this broker holds nobody to one, and does not say that it would.</summary>
sealed class AlterClientQuotasApi() : SyncApi(ApiKey.AlterClientQuotas, 0, 1, 1)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var refused = request.Access.Cluster(KafkaOperation.AlterConfigs);
        var entries = reader.ArrayLength();
        response.Int32(0);
        response.Array(entries);
        for (; entries > 0; entries--)
        {
            response.Error(refused == ErrorCode.None ? ErrorCode.UnsupportedVersion : refused);
            response.String(refused == ErrorCode.None ? "This broker has no quotas." : null);
            CopyEntity(ref reader, response);
            SkipChanges(ref reader);
            response.Tags();
        }

        response.Tags();
    }

    static void CopyEntity(ref WireReader reader, WireWriter response)
    {
        var parts = reader.ArrayLength();
        response.Array(parts);
        for (; parts > 0; parts--)
        {
            response.String(reader.String());
            response.String(reader.NullableString());
            reader.Tags();
            response.Tags();
        }
    }

    static void SkipChanges(ref WireReader reader)
    {
        for (var changes = reader.ArrayLength(); changes > 0; changes--)
        {
            reader.String();
            reader.Int64();
            reader.Bool();
            reader.Tags();
        }

        reader.Tags();
    }
}
