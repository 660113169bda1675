using Streaming.Topology;

namespace Streaming.Publishing.Live;

/// <summary>An idempotency key was used before, for something else.</summary>
public sealed class KeyReusedException : StreamingException
{
    /// <summary>Of whichever key.</summary>
    public KeyReusedException()
        : base("This idempotency key was used before, for other records. Retry with the same, or use another key.") =>
        Kind = FailureKind.Mismatch;
}
