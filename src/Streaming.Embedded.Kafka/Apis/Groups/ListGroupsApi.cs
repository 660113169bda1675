using Streaming.Embedded.Kafka.Groups;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Groups;

/// <summary>Lists groups, where asked for only those in some states or of some types.</summary>
sealed class ListGroupsApi(BrokerServices services) : SyncApi(ApiKey.ListGroups, 0, 5, 3)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var version = request.Version;
        var states = version >= 4 ? reader.StringArray() : [];
        var types = version >= 5 ? reader.StringArray() : [];
        var access = request.Access;
        var seesAll = access.Cluster(KafkaOperation.Describe) == ErrorCode.None;
        var groups = services
            .Groups.All.Where(group => Matches(states, group.StateName) && Matches(types, TypeOf(group)))
            .Where(group => seesAll || access.Group(KafkaOperation.Describe, group.Id) == ErrorCode.None)
            .ToList();
        if (version >= 1)
            response.Int32(0);
        response.Error(ErrorCode.None);
        response.Array(groups.Count);
        foreach (var group in groups)
        {
            response.String(group.Id);
            response.String(group.ProtocolType ?? "");
            if (version >= 4)
                response.String(group.StateName);
            if (version >= 5)
                response.String(TypeOf(group));
            response.Tags();
        }

        response.Tags();
    }

    static string TypeOf(Group group) => group.Consumers is null ? "classic" : "consumer";

    static bool Matches(List<string> filter, string value) => filter.Count == 0 || filter.Contains(value, StringComparer.OrdinalIgnoreCase);
}
