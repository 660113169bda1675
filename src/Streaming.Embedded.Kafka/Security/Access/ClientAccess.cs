using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Security.Access;

/// <summary>What one client may do: the one place where requests are checked. It answers with the error that the protocol has for what is
/// refused.</summary>
/// <param name="authorizer">Decides; null: everything is allowed.</param>
/// <param name="principal">Who the client is.</param>
/// <param name="host">Its address.</param>
sealed class ClientAccess(IKafkaAuthorizer? authorizer, KafkaPrincipal principal, string host)
{
    public ErrorCode Topic(KafkaOperation operation, string name) => Check(operation, KafkaResourceType.Topic, name);

    public ErrorCode Group(KafkaOperation operation, string name) => Check(operation, KafkaResourceType.Group, name);

    public ErrorCode TransactionalId(KafkaOperation operation, string name) => Check(operation, KafkaResourceType.TransactionalId, name);

    public ErrorCode Cluster(KafkaOperation operation) => Check(operation, KafkaResourceType.Cluster, KafkaAcl.ClusterName);

    public bool Sees(string topic) => Topic(KafkaOperation.Describe, topic) == ErrorCode.None;

    /// <summary>To create a topic is allowed for its name, or for the whole cluster.</summary>
    public ErrorCode Create(string topic) =>
        Cluster(KafkaOperation.Create) == ErrorCode.None ? ErrorCode.None : Topic(KafkaOperation.Create, topic);

    /// <summary>A producer that is idempotent only needs some topic that it may write to.</summary>
    public ErrorCode IdempotentWrite() =>
        authorizer is null || authorizer.AllowsSome(principal, host, KafkaOperation.Write, KafkaResourceType.Topic)
            ? ErrorCode.None
            : Cluster(KafkaOperation.IdempotentWrite);

    ErrorCode Check(KafkaOperation operation, KafkaResourceType type, string name)
    {
        if (authorizer is null || authorizer.Allows(principal, host, operation, type, name))
            return ErrorCode.None;
        return type switch
        {
            KafkaResourceType.Topic => ErrorCode.TopicAuthorizationFailed,
            KafkaResourceType.Group => ErrorCode.GroupAuthorizationFailed,
            KafkaResourceType.TransactionalId => ErrorCode.TransactionalIdAuthorizationFailed,
            _ => ErrorCode.ClusterAuthorizationFailed,
        };
    }
}
