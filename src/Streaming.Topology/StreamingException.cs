namespace Streaming.Topology;

/// <summary>
/// A fault the user can mend. The message names the culprit and the cure and is shown as it is, without a stack trace.
/// </summary>
public class StreamingException(string message, Exception? innerException = null) : Exception(message, innerException);
