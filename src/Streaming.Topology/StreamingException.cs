namespace Streaming.Topology;

/// <summary>
/// A fault the user can mend. The message names the culprit and is shown as it is, without a stack trace; what to do stands in it too,
/// and where it is to be done with this product, the cure stands beside it, for each door to word.
/// </summary>
public class StreamingException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What would mend it, or the fault that it tells further; null: the message says all there is.</summary>
    public Cure? Cure
    {
        get => field ?? (InnerException as StreamingException)?.Cure;
        init;
    }
}
