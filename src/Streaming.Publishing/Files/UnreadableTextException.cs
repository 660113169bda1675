using Streaming.Topology;

namespace Streaming.Publishing.Files;

/// <summary>A file's bytes are no text, or not of the encoding that it is said to have.</summary>
sealed class UnreadableTextException(string message, Cure cure, Exception? innerException = null) : IOException(message, innerException)
{
    /// <summary>What would mend it.</summary>
    public Cure Cure => cure;
}
