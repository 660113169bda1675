namespace Streaming.Embedded.Kafka.Security;

/// <summary>Clients have to say who they are before anything else, by SASL.</summary>
public sealed record KafkaAuthentication
{
    /// <summary>Who may come in by PLAIN and SCRAM; null: nobody may.</summary>
    public IKafkaUsers? Users { get; init; }

    /// <summary>Looks at a token of OAUTHBEARER: who it was given to and until when, or null where it is not valid. Null: there is no
    /// OAUTHBEARER.</summary>
    public Func<string, CancellationToken, ValueTask<BearerIdentity?>>? Bearer { get; init; }

    /// <summary>Longest time that a client may take to say who it is.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What is offered, the strongest first.</summary>
    internal IReadOnlyList<SaslMechanism> Mechanisms
    {
        get
        {
            var offered = new List<SaslMechanism>();
            if (Users is not null)
                offered.AddRange([SaslMechanism.ScramSha512, SaslMechanism.ScramSha256, SaslMechanism.Plain]);
            if (Bearer is not null)
                offered.Add(SaslMechanism.OAuthBearer);
            return offered;
        }
    }
}

/// <summary>Whom a token was given to.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="ExpiresAt">From then on it is worth nothing: the client has to show another, on the connection it has, or loses it.</param>
public sealed record BearerIdentity(string Name, DateTimeOffset ExpiresAt);
