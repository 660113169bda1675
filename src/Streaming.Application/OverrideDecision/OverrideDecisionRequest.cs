namespace Streaming.Application.OverrideDecision;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Id">Event id or lineage id of a scored record.</param>
/// <param name="Decision">The decision that is to stand.</param>
public sealed record OverrideDecisionRequest(string Topology, string Id, string Decision);
