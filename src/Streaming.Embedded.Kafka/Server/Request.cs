using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Security.Sasl;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>One request as it came in. Its body may be changed in place: nobody reads it twice.</summary>
sealed class Request(ApiKey key, short version, bool flexible, int correlationId, string clientId, string clientHost, Memory<byte> body)
{
    public ApiKey Key { get; } = key;
    public short Version { get; } = version;
    public bool Flexible { get; } = flexible;
    public int CorrelationId { get; } = correlationId;
    public string ClientId { get; } = clientId;
    public string ClientHost { get; } = clientHost;
    public Memory<byte> Body { get; } = body;

    /// <summary>What the client may do.</summary>
    public required ClientAccess Access { get; init; }

    /// <summary>What the client has proved of itself; null where it need not.</summary>
    public SaslSession? Session { get; init; }

    /// <summary>Set by an API whose client does not want an answer.</summary>
    public bool NoResponse { get; set; }

    public WireReader Reader() => new(Body.Span, Flexible);
}
