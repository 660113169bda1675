namespace Streaming.Application.GetStatus;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Wait">Answer when everything published so far is committed.</param>
/// <param name="Timeout">How long to wait at most; null: as long as it takes.</param>
public sealed record GetStatusRequest(string Topology, bool Wait = false, TimeSpan? Timeout = null);
