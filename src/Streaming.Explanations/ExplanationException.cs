using Streaming.Topology;

namespace Streaming.Explanations;

/// <summary>A model or data that cannot be explained. The message names the culprit and the cure.</summary>
public sealed class ExplanationException(string message, Exception? innerException = null) : StreamingException(message, innerException);
