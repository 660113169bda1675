using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;

namespace Streaming.Embedded.Kafka.Apis.Acls;

/// <summary>How the requests about rules of access have their fields.</summary>
static class AclFields
{
    public const string NoRules = "No rules of access are kept here.";

    public static AclFilter ReadFilter(ref WireReader reader)
    {
        var filter = new AclFilter(
            (KafkaResourceType)reader.Int8(),
            reader.NullableString(),
            (KafkaPatternType)reader.Int8(),
            reader.NullableString(),
            reader.NullableString(),
            (KafkaOperation)reader.Int8(),
            (KafkaPermission)reader.Int8()
        );
        reader.Tags();
        return filter;
    }

    public static KafkaAcl Read(ref WireReader reader)
    {
        var acl = new KafkaAcl(
            (KafkaResourceType)reader.Int8(),
            reader.String(),
            (KafkaPatternType)reader.Int8(),
            reader.String(),
            reader.String(),
            (KafkaOperation)reader.Int8(),
            (KafkaPermission)reader.Int8()
        );
        reader.Tags();
        return acl;
    }

    /// <summary>Which resources a rule is about.</summary>
    public static void WritePattern(WireWriter response, KafkaResourceType type, string name, KafkaPatternType pattern)
    {
        response.Int8((sbyte)type);
        response.String(name);
        response.Int8((sbyte)pattern);
    }

    /// <summary>The rest of it.</summary>
    public static void WriteEntry(WireWriter response, KafkaAcl acl)
    {
        response.String(acl.Principal);
        response.String(acl.Host);
        response.Int8((sbyte)acl.Operation);
        response.Int8((sbyte)acl.Permission);
        response.Tags();
    }
}
