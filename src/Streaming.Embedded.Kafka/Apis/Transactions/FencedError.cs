using Streaming.Embedded.Kafka.Protocol;

namespace Streaming.Embedded.Kafka.Apis.Transactions;

/// <summary>Clients older than the error "producer fenced" are told "invalid producer epoch", which says the same.</summary>
static class FencedError
{
    /// <summary>The version from which on the APIs that extend or end a transaction know the newer error.</summary>
    public const short Known = 2;

    public static ErrorCode For(ErrorCode error, short version, short knownFrom = Known) =>
        error == ErrorCode.ProducerFenced && version < knownFrom ? ErrorCode.InvalidProducerEpoch : error;
}
