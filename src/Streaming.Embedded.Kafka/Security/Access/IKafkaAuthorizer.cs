namespace Streaming.Embedded.Kafka.Security.Access;

/// <summary>Decides who may do what. It is asked for every resource of every request, by several connections at a time: it answers
/// from memory.</summary>
public interface IKafkaAuthorizer
{
    /// <summary>Whether a client may do something with a resource.</summary>
    /// <param name="principal">Who it is.</param>
    /// <param name="host">The address it comes from.</param>
    /// <param name="operation">What it wants: never <c>Any</c> or <c>All</c>.</param>
    /// <param name="type">The resource's kind.</param>
    /// <param name="name">The resource's name.</param>
    bool Allows(KafkaPrincipal principal, string host, KafkaOperation operation, KafkaResourceType type, string name);

    /// <summary>Whether there may be a resource of this kind with which the client may do this.</summary>
    bool AllowsSome(KafkaPrincipal principal, string host, KafkaOperation operation, KafkaResourceType type);
}
