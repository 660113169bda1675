namespace Streaming.Embedded.Kafka.Security;

/// <summary>Who a client is.</summary>
/// <param name="Name">Of a user, as authentication found it; of a client certificate, its distinguished name.</param>
public sealed record KafkaPrincipal(string Name)
{
    /// <summary>Whoever did not have to say who he is.</summary>
    public static readonly KafkaPrincipal Anonymous = new("ANONYMOUS");

    /// <summary>As Kafka writes it: <c>User:NAME</c>.</summary>
    public override string ToString() => $"User:{Name}";
}
