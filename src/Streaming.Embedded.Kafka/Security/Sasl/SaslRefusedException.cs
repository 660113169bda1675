namespace Streaming.Embedded.Kafka.Security.Sasl;

/// <summary>The client did not prove who it is. The message is what it is told: no more than it knows already.</summary>
sealed class SaslRefusedException(string message) : Exception(message);
