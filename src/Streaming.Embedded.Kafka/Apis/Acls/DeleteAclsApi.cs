using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Acls;

/// <summary>Removes the rules of access that filters match, and tells which those were.</summary>
sealed class DeleteAclsApi(BrokerServices services) : SyncApi(ApiKey.DeleteAcls, 1, 3, 2)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var filters = new List<AclFilter>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            filters.Add(AclFields.ReadFilter(ref reader));
        var error = request.Access.Cluster(KafkaOperation.Alter);
        if (error == ErrorCode.None && services.Acls is null)
            error = ErrorCode.SecurityDisabled;
        var removed = error == ErrorCode.None ? services.Acls!.Remove(filters) : filters.ConvertAll(_ => new List<KafkaAcl>());
        response.Int32(0);
        response.Array(removed.Count);
        foreach (var acls in removed)
        {
            response.Error(error);
            response.String(error == ErrorCode.SecurityDisabled ? AclFields.NoRules : null);
            response.Array(acls.Count);
            foreach (var acl in acls)
            {
                response.Error(ErrorCode.None);
                response.String(null);
                AclFields.WritePattern(response, acl.Type, acl.Name, acl.Pattern);
                AclFields.WriteEntry(response, acl);
            }

            response.Tags();
        }

        response.Tags();
    }
}
