namespace Streaming.Application.ExplainDecision;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Id">Event id or lineage id of a scored record.</param>
public sealed record ExplainDecisionRequest(string Topology, string Id)
{
    /// <summary>CSV file of rows to compare with; null: those that the model was trained on, as far as they are known.</summary>
    public string? Background { get; init; }

    /// <summary>The decision that changes are to lead to; null: any other, where the topology says what may change.</summary>
    public string? Wanted { get; init; }

    /// <summary>File to draw the waterfall in, <c>.svg</c> or <c>.html</c>; null: none.</summary>
    public string? Plot { get; init; }
}
