using Streaming.Topology;

namespace Streaming.Events.Ipc;

/// <summary>Bytes that should have been an Arrow IPC stream of one record batch and are not.</summary>
public sealed class ArrowIpcException(string reason, Exception? innerException = null)
    : StreamingException($"The Arrow message cannot be read: {reason}.", innerException)
{
    /// <summary>What is wrong with them: the part of a sentence behind a colon.</summary>
    public string Reason { get; } = reason;
}
