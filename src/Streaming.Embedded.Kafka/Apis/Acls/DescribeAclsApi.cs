using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Acls;

/// <summary>Lists rules of access.</summary>
sealed class DescribeAclsApi(BrokerServices services) : SyncApi(ApiKey.DescribeAcls, 1, 3, 2)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var filter = AclFields.ReadFilter(ref reader);
        var error = request.Access.Cluster(KafkaOperation.Describe);
        if (error == ErrorCode.None && services.Acls is null)
            error = ErrorCode.SecurityDisabled;
        var found = error == ErrorCode.None ? services.Acls!.Find(filter) : [];
        response.Int32(0);
        response.Error(error);
        response.String(error == ErrorCode.SecurityDisabled ? AclFields.NoRules : null);
        var resources = found.GroupBy(acl => (acl.Type, acl.Name, acl.Pattern)).ToList();
        response.Array(resources.Count);
        foreach (var resource in resources)
        {
            AclFields.WritePattern(response, resource.Key.Type, resource.Key.Name, resource.Key.Pattern);
            response.Array(resource.Count());
            foreach (var acl in resource)
                AclFields.WriteEntry(response, acl);
            response.Tags();
        }

        response.Tags();
    }
}
