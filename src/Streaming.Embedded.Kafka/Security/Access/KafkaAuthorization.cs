namespace Streaming.Embedded.Kafka.Security.Access;

/// <summary>Nobody may do anything that no rule allows. Rules are kept in the data directory; clients that may alter the cluster change
/// them (<c>kafka-acls.sh</c>).</summary>
public sealed record KafkaAuthorization
{
    /// <summary>Names of users who may do everything.</summary>
    public IReadOnlyCollection<string> SuperUsers { get; init; } = [];

    /// <summary>Rules that are added when the broker starts, where they are not there yet.</summary>
    public IReadOnlyCollection<KafkaAcl> Acls { get; init; } = [];

    /// <summary>Decides in place of rules; clients are told then that there are none. Null: rules do.</summary>
    public IKafkaAuthorizer? Authorizer { get; init; }
}
