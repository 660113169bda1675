namespace Streaming.Embedded.Kafka.Security.Sasl;

/// <summary>What one connection has proved so far. A client may prove itself anew on a connection that it has (KIP-368), as the same
/// user.</summary>
sealed class SaslSession(KafkaAuthentication authentication, TimeProvider time)
{
    ISaslExchange? _exchange;
    DateTimeOffset? _expiresAt;

    /// <summary>Null until it has proved itself.</summary>
    public KafkaPrincipal? Principal { get; private set; }

    /// <summary>Once refused, the connection ends.</summary>
    public bool Refused { get; private set; }

    /// <summary>Whether other requests may be answered.</summary>
    public bool IsOpen => Principal is not null && _exchange is null && !(_expiresAt <= time.GetUtcNow());

    /// <summary>Milliseconds for which the proof holds; 0: as long as the connection does.</summary>
    public long LifetimeMs => _expiresAt is { } until ? Math.Max(1, (long)(until - time.GetUtcNow()).TotalMilliseconds) : 0;

    public IReadOnlyList<SaslMechanism> Mechanisms => authentication.Mechanisms;

    /// <summary>Begins an exchange; false where the mechanism is not offered.</summary>
    public bool Begin(string mechanism)
    {
        _exchange = Mechanisms.Where(m => m.Name() == mechanism).Select(Exchange).SingleOrDefault();
        Refused |= _exchange is null;
        return _exchange is not null;
    }

    /// <summary>The client's next message; returns the answer.</summary>
    /// <exception cref="SaslRefusedException">The client has not proved who it is.</exception>
    public async ValueTask<byte[]> NextAsync(ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        try
        {
            var exchange = _exchange ?? throw new SaslRefusedException("no mechanism was agreed on");
            var step = await exchange.NextAsync(message, stop);
            if (step.Principal is { } principal)
            {
                if (Principal is { } before && before != principal)
                    throw new SaslRefusedException("a connection stays with its user");
                (Principal, _expiresAt, _exchange) = (principal, step.ExpiresAt, null);
            }

            return step.Answer;
        }
        catch (SaslRefusedException)
        {
            Refused = true;
            throw;
        }
    }

    ISaslExchange Exchange(SaslMechanism mechanism) =>
        mechanism switch
        {
            SaslMechanism.Plain => new PlainExchange(authentication.Users!),
            SaslMechanism.ScramSha256 => new ScramExchange(authentication.Users!, ScramHash.Sha256),
            SaslMechanism.ScramSha512 => new ScramExchange(authentication.Users!, ScramHash.Sha512),
            _ => new BearerExchange(authentication.Bearer!, time),
        };
}
