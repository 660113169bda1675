using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Kafka;

/// <summary>What the client library throws, in words.</summary>
public static class KafkaFaults
{
    /// <summary>The client's reason; null where it is no fault of Kafka's.</summary>
    public static string? ReasonOf(Exception fault) =>
        (fault as KafkaException)?.Error.Reason ?? (fault as TransactionFailedException)?.Message;
}
