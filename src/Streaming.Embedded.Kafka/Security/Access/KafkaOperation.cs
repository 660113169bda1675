namespace Streaming.Embedded.Kafka.Security.Access;

/// <summary>What a client wants to do with a resource, as numbered by the protocol.</summary>
public enum KafkaOperation : sbyte
{
    /// <summary>In a filter: any operation.</summary>
    Any = 1,

    /// <summary>Every operation.</summary>
    All = 2,

    /// <summary>Fetch a topic's records; join a group and commit its offsets.</summary>
    Read = 3,

    /// <summary>Produce to a topic; use a transactional id.</summary>
    Write = 4,

    /// <summary>Create a topic.</summary>
    Create = 5,

    /// <summary>Delete a topic, its records, or a group.</summary>
    Delete = 6,

    /// <summary>Add partitions to a topic; change access rules and users of the cluster.</summary>
    Alter = 7,

    /// <summary>See that there is such a resource, and how it is. Whoever may read, write, delete or alter it may do this, too.</summary>
    Describe = 8,

    /// <summary>What brokers do among each other.</summary>
    ClusterAction = 9,

    /// <summary>See settings. Whoever may alter them may do this, too.</summary>
    DescribeConfigs = 10,

    /// <summary>Alter settings.</summary>
    AlterConfigs = 11,

    /// <summary>Produce idempotently. Whoever may write to some topic may do this, too.</summary>
    IdempotentWrite = 12,
}

/// <summary>Kinds of resources, as numbered by the protocol.</summary>
public enum KafkaResourceType : sbyte
{
    /// <summary>In a filter: any kind.</summary>
    Any = 1,

    /// <summary>A topic.</summary>
    Topic = 2,

    /// <summary>A consumer group.</summary>
    Group = 3,

    /// <summary>The cluster, whose name is <see cref="KafkaAcl.ClusterName"/>.</summary>
    Cluster = 4,

    /// <summary>A transactional id.</summary>
    TransactionalId = 5,
}

/// <summary>How the name in a rule is meant, as numbered by the protocol.</summary>
public enum KafkaPatternType : sbyte
{
    /// <summary>In a filter: any.</summary>
    Any = 1,

    /// <summary>In a filter: every rule that applies to the resource of this name.</summary>
    Match = 2,

    /// <summary>The resource of this name, or every resource where the name is <c>*</c>.</summary>
    Literal = 3,

    /// <summary>Every resource whose name begins so.</summary>
    Prefixed = 4,
}

/// <summary>What a rule says, as numbered by the protocol.</summary>
public enum KafkaPermission : sbyte
{
    /// <summary>In a filter: either.</summary>
    Any = 1,

    /// <summary>It may not, whatever others say.</summary>
    Deny = 2,

    /// <summary>It may.</summary>
    Allow = 3,
}
