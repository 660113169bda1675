namespace Streaming.Embedded.Kafka.Security.Access;

/// <summary>Rules by what they are about, so that a decision looks at few of them. Immutable.</summary>
sealed class AclIndex
{
    readonly ILookup<(KafkaResourceType Type, string Name), KafkaAcl> _literal;
    readonly ILookup<KafkaResourceType, KafkaAcl> _prefixed;

    public AclIndex(IEnumerable<KafkaAcl> acls)
    {
        var all = acls.ToList();
        _literal = all.Where(acl => acl.Pattern == KafkaPatternType.Literal).ToLookup(acl => (acl.Type, acl.Name));
        _prefixed = all.Where(acl => acl.Pattern == KafkaPatternType.Prefixed).ToLookup(acl => acl.Type);
    }

    /// <summary>The rules that speak of a resource.</summary>
    public IEnumerable<KafkaAcl> Of(KafkaResourceType type, string name) =>
        _literal[(type, name)].Concat(_literal[(type, KafkaAcl.Anything)]).Concat(_prefixed[type].Where(acl => acl.Covers(name)));
}
