using Streaming.Topology;

namespace Streaming.Learning;

/// <summary>Training that cannot be done. The message names what is missing and the cure.</summary>
public sealed class LearningException(string message, Exception? innerException = null) : StreamingException(message, innerException);
