namespace Streaming.Embedded.Kafka.Security.Sasl;

/// <summary>One attempt of a client to prove who it is.</summary>
interface ISaslExchange
{
    /// <summary>Takes the client's next message and says what to answer, and who it is where that is proved.</summary>
    /// <exception cref="SaslRefusedException">It is not.</exception>
    ValueTask<SaslStep> NextAsync(ReadOnlyMemory<byte> message, CancellationToken stop);
}

/// <param name="Answer">The server's next message; may be empty.</param>
/// <param name="Principal">Who it is; null: there is more to come.</param>
/// <param name="ExpiresAt">Until when that holds; null: as long as the connection does.</param>
sealed record SaslStep(byte[] Answer, KafkaPrincipal? Principal, DateTimeOffset? ExpiresAt = null);
