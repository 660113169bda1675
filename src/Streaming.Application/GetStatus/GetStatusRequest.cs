namespace Streaming.Application.GetStatus;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Wait">Answer when everything published so far is committed.</param>
/// <param name="Timeout">How long to wait at most, up to 30 days; null: as long as it takes.</param>
public sealed record GetStatusRequest(string Topology, bool Wait = false, TimeSpan? Timeout = null)
{
    /// <summary>Nobody waits longer, and no timer counts it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);
}
