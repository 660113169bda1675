using Streaming.Topology;

namespace Streaming.Events.Ipc;

/// <summary>Bytes that should have been an Arrow IPC stream of one record batch and are not.</summary>
public sealed class ArrowIpcException(string message, Exception? innerException = null)
    : StreamingException($"The Arrow message cannot be read: {message}", innerException);
