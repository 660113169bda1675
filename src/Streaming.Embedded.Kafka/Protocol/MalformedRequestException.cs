namespace Streaming.Embedded.Kafka.Protocol;

/// <summary>Bytes from outside that are not what the protocol says. Costs the sender its connection, nobody else anything.</summary>
sealed class MalformedRequestException(string message) : Exception(message);
