using Streaming.Events.Time;
using Streaming.Learning.Fairness.Thresholds;

namespace Streaming.Application.FindThresholds;

/// <summary>Of which rows, and what is to be equal.</summary>
/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record FindThresholdsRequest(string Topology)
{
    /// <summary>What is to be equal.</summary>
    public EqualisedRate Equalise { get; init; }

    /// <summary>First event time that counts; null: the first.</summary>
    public Timestamp? From { get; init; }

    /// <summary>Event time before which rows count; null: to the last.</summary>
    public Timestamp? To { get; init; }
}

/// <summary>A threshold for each group, proposed: the topology file is a person's.</summary>
/// <param name="Topology">Whose decisions.</param>
/// <param name="Because">Why groups may have thresholds of their own, as the file says.</param>
/// <param name="Proposal">The thresholds, and what they would do.</param>
public sealed record FoundThresholds(string Topology, string Because, ThresholdReport Proposal);
