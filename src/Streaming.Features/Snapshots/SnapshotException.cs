namespace Streaming.Features.Snapshots;

/// <summary>Bytes that an engine cannot go on from: damaged, of another format, or made under other definitions of its features.</summary>
public sealed class SnapshotException(string message) : Exception(message);
