namespace Streaming.Embedded.Kafka.Security.Sasl;

/// <summary>OAUTHBEARER (RFC 7628): <c>n,[a=name],^Aauth=Bearer token^A[key=value^A]^A</c>, in one message.</summary>
sealed class BearerExchange(Func<string, CancellationToken, ValueTask<BearerIdentity?>> check, TimeProvider time) : ISaslExchange
{
    const char Separator = '\u0001';
    const string Scheme = "auth=Bearer ";

    public async ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte> message, CancellationToken stop)
    {
        var parts = SaslText.Decode(message.Span).Split(Separator);
        var given = parts.Skip(1).FirstOrDefault(p => p.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase));
        if (!parts[0].StartsWith("n,", StringComparison.Ordinal) || given is null)
            throw new SaslRefusedException("the message is none of OAUTHBEARER");
        if (await check(given[Scheme.Length..], stop) is not { } identity || identity.ExpiresAt <= time.GetUtcNow())
            throw new SaslRefusedException("the token is not valid, or not any more");
        return new SaslStep([], new KafkaPrincipal(identity.Name), identity.ExpiresAt);
    }
}
