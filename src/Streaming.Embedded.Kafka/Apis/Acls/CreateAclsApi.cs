using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Server;

namespace Streaming.Embedded.Kafka.Apis.Acls;

/// <summary>Adds rules of access.</summary>
sealed class CreateAclsApi(BrokerServices services) : SyncApi(ApiKey.CreateAcls, 1, 3, 2)
{
    protected override void Handle(Request request, ref WireReader reader, WireWriter response)
    {
        var acls = new List<KafkaAcl>();
        for (var count = reader.ArrayLength(); count > 0; count--)
            acls.Add(AclFields.Read(ref reader));
        var refused = request.Access.Cluster(KafkaOperation.Alter);
        var results = acls.ConvertAll(acl => Check(acl, refused));
        var good = acls.Where((_, i) => results[i].Error == ErrorCode.None).ToList();
        if (good.Count > 0)
            services.Acls!.Add(good);
        response.Int32(0);
        response.Array(results.Count);
        foreach (var (error, message) in results)
        {
            response.Error(error);
            response.String(message);
            response.Tags();
        }

        response.Tags();
    }

    (ErrorCode Error, string? Message) Check(KafkaAcl acl, ErrorCode refused) =>
        refused != ErrorCode.None ? (refused, null)
        : services.Acls is null ? (ErrorCode.SecurityDisabled, AclFields.NoRules)
        : acl.Fault() is { } fault ? (ErrorCode.InvalidRequest, $"This is no rule: {fault}.")
        : (ErrorCode.None, null);
}
