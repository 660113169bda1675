namespace Streaming.Embedded.Kafka.Security;

/// <summary>How a client proves who it is.</summary>
public enum SaslMechanism
{
    /// <summary>By its password, as it is (RFC 4616): over TLS, or to an address that only this machine reaches.</summary>
    Plain,

    /// <summary>By a proof that it knows its password, which is not sent (RFC 5802 and 7677), with SHA-256.</summary>
    ScramSha256,

    /// <summary>The same with SHA-512.</summary>
    ScramSha512,

    /// <summary>By a token that an issuer has given it (RFC 7628): over TLS, or to an address that only this machine reaches.</summary>
    OAuthBearer,
}

static class SaslMechanisms
{
    /// <summary>As the protocol names it.</summary>
    public static string Name(this SaslMechanism mechanism) =>
        mechanism switch
        {
            SaslMechanism.Plain => "PLAIN",
            SaslMechanism.ScramSha256 => "SCRAM-SHA-256",
            SaslMechanism.ScramSha512 => "SCRAM-SHA-512",
            _ => "OAUTHBEARER",
        };

    /// <summary>Sends what others could use if they saw it.</summary>
    public static bool ShowsSecrets(this SaslMechanism mechanism) => mechanism is SaslMechanism.Plain or SaslMechanism.OAuthBearer;
}
