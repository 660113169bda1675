namespace Streaming.Embedded.Kafka.Security.Access;

/// <summary>Which rules a client means; null and <c>Any</c> leave a field open.</summary>
sealed record AclFilter(
    KafkaResourceType Type,
    string? Name,
    KafkaPatternType Pattern,
    string? Principal,
    string? Host,
    KafkaOperation Operation,
    KafkaPermission Permission
)
{
    public bool Matches(KafkaAcl acl) =>
        (Type == KafkaResourceType.Any || Type == acl.Type)
        && MatchesName(acl)
        && (Principal is null || Principal == acl.Principal)
        && (Host is null || Host == acl.Host)
        && (Operation == KafkaOperation.Any || Operation == acl.Operation)
        && (Permission == KafkaPermission.Any || Permission == acl.Permission);

    bool MatchesName(KafkaAcl acl) =>
        Pattern switch
        {
            KafkaPatternType.Any => Name is null || Name == acl.Name,
            KafkaPatternType.Match => Name is null || acl.Covers(Name),
            _ => Pattern == acl.Pattern && (Name is null || Name == acl.Name),
        };
}
