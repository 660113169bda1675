using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Deletes groups without members, with their offsets.</summary>
sealed class DeleteGroupsApi(BrokerServices services) : SyncApi(ApiKey.DeleteGroups, 0, 2, 2)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var names = reader.StringArray();
        response.Int32(0);
        response.Array(names.Count);
        foreach (var name in names)
        {
            response.String(name);
            var refused = request.Access.Group(KafkaOperation.Delete, name);
            response.Error(refused == ErrorCode.None ? services.Groups.Delete(name) : refused);
            response.Tags();
        }

        response.Tags();
    }
}
