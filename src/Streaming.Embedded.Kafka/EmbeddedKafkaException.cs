namespace Streaming.Embedded.Kafka;

/// <summary>The broker cannot do what was asked. The message names the culprit and the cure, ready to be shown to the user.</summary>
public sealed class EmbeddedKafkaException : Exception
{
    /// <summary>Says what went wrong and what helps.</summary>
    public EmbeddedKafkaException(string message)
        : base(message) { }

    /// <summary>Says what went wrong and what helps, keeping the technical cause.</summary>
    public EmbeddedKafkaException(string message, Exception inner)
        : base(message, inner) { }
}
