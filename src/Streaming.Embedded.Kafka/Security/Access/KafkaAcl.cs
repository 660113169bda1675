namespace Streaming.Embedded.Kafka.Security.Access;

/// <summary>One rule of access: who, from where, may or may not do what with which resources.</summary>
/// <param name="Type">The kind of resource.</param>
/// <param name="Name">Its name, or <c>*</c>.</param>
/// <param name="Pattern">How the name is meant.</param>
/// <param name="Principal"><c>User:NAME</c>, or <c>User:*</c> for everybody.</param>
/// <param name="Host">The client's address, or <c>*</c>.</param>
/// <param name="Operation">What it is about.</param>
/// <param name="Permission">Whether it is allowed.</param>
public sealed record KafkaAcl(
    KafkaResourceType Type,
    string Name,
    KafkaPatternType Pattern,
    string Principal,
    string Host,
    KafkaOperation Operation,
    KafkaPermission Permission
)
{
    /// <summary>What the one cluster is called in rules.</summary>
    public const string ClusterName = "kafka-cluster";

    /// <summary>Every name, or every host.</summary>
    public const string Anything = "*";

    /// <summary>Every user.</summary>
    public const string Everybody = "User:*";

    /// <summary>A rule that lets a user do something with the resource of a name, from anywhere.</summary>
    public static KafkaAcl Allow(string user, KafkaOperation operation, KafkaResourceType type, string name) =>
        new(type, name, KafkaPatternType.Literal, $"User:{user}", Anything, operation, KafkaPermission.Allow);

    /// <summary>What is wrong with it; null where nothing is.</summary>
    internal string? Fault() =>
        Type is < KafkaResourceType.Topic or > KafkaResourceType.TransactionalId ? $"there are no rules for resources of type {Type}"
        : Pattern is not (KafkaPatternType.Literal or KafkaPatternType.Prefixed) ? "a rule's pattern is literal or prefixed"
        : Operation is < KafkaOperation.All or > KafkaOperation.IdempotentWrite ? $"there are no rules for operation {Operation}"
        : Permission is not (KafkaPermission.Allow or KafkaPermission.Deny) ? "a rule allows or denies"
        : Name.Length == 0 ? "a rule needs the name of a resource"
        : Type == KafkaResourceType.Cluster && Name != ClusterName ? $"the only cluster is {ClusterName}"
        : Host.Length == 0 ? "a rule needs a host, * for any"
        : !Principal.StartsWith("User:", StringComparison.Ordinal) || Principal.Length == 5 ? "a principal is written as User:NAME"
        : null;

    /// <summary>Whether it speaks of the resource of this name, its type being the rule's.</summary>
    internal bool Covers(string name) =>
        Pattern == KafkaPatternType.Prefixed ? name.StartsWith(Name, StringComparison.Ordinal) : Name == name || Name == Anything;

    internal bool IsOf(string principal, string host) =>
        (Principal == principal || Principal == Everybody) && (Host == host || Host == Anything);

    /// <summary>Whether it decides on an operation: an allowed one allows to see what it is about, too.</summary>
    internal bool Decides(KafkaOperation operation) =>
        Operation == operation
        || Operation == KafkaOperation.All
        || (
            Permission == KafkaPermission.Allow
            && operation switch
            {
                KafkaOperation.Describe => Operation
                    is KafkaOperation.Read
                        or KafkaOperation.Write
                        or KafkaOperation.Delete
                        or KafkaOperation.Alter,
                KafkaOperation.DescribeConfigs => Operation is KafkaOperation.AlterConfigs,
                _ => false,
            }
        );
}
