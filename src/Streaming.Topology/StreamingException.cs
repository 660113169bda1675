namespace Streaming.Topology;

/// <summary>
/// A fault the user can mend. The message names the culprit and is shown as it is, without a stack trace; the cure stands in it too, or
/// beside it where it is one that each door words.
/// </summary>
public class StreamingException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What would mend it; null: the message says all there is.</summary>
    public Cure? Cure { get; init; }
}
