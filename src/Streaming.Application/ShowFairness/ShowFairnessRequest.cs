using Streaming.Events.Time;
using Streaming.Learning.Fairness;

namespace Streaming.Application.ShowFairness;

/// <summary>Of which rows.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record ShowFairnessRequest(string Topology)
{
    /// <summary>First event time that counts; null: the first.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Event time before which rows count; null: to the last.</summary>
    public Timestamp? To { get; init; }
}

/// <summary>How the groups that a topology declares fare.</summary>
/// <param name="Topology">Which.</param>
/// <param name="Rows">Rows that were decided about.</param>
/// <param name="DueBefore">Labels of rows before have had their time to come, and count; null: the topology has no labels.</param>
/// <param name="Smallest">Fewest rows that anything is said of.</param>
/// <param name="Favourable">The decisions that are good for who they are about.</param>
/// <param name="Attributes">In declared order.</param>
/// <param name="Notes">What has to be known to read the figures, in sentences.</param>
public sealed record ShownFairness(
    string Topology,
    long Rows,
    Timestamp? DueBefore,
    int Smallest,
    IReadOnlyList<string> Favourable,
    IReadOnlyList<AttributeFindings> Attributes,
    IReadOnlyList<string> Notes
);
