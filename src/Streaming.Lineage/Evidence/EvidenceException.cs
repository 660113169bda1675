using Streaming.Topology;

namespace Streaming.Lineage.Evidence;

/// <summary>A checkpoint, a key or a piece of evidence is not what it should be. The message says which, and why.</summary>
public sealed class EvidenceException(string message, Exception? innerException = null) : StreamingException(message, innerException);
