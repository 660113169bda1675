using Streaming.Drift.Columns;
using Streaming.Drift.Risk;
using Streaming.Topology.Model;

namespace Streaming.Application.FollowDrift;

/// <summary>What is to be watched, and how. What is not given is as the topology file says under <c>learning.drift</c> and
/// <c>learning.risk</c>.</summary>
public sealed record FollowDriftRequest
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>Average run length to a false alarm of all columns together, in rows looked at.</summary>
    public double? RunLength { get; init; }

    /// <summary>So many rows are what later ones are compared with.</summary>
    public int? ReferenceRows { get; init; }

    /// <summary>Every so manieth row is looked at.</summary>
    public int? Every { get; init; }

    /// <summary>Rows are held against their labels so long after their events; null: after the <c>delay</c> that the topology gives its
    /// labels, and where it gives none, they are not.</summary>
    public TimeSpan? LabelsAfter { get; init; }

    /// <summary>Chance, at most, that a version is ever called worse where it is not.</summary>
    public double? Alpha { get; init; }

    /// <summary>By which share of the reference's risk it may get worse.</summary>
    public double? Tolerance { get; init; }

    /// <summary>So many labelled rows, the first ones, are what later ones are compared with.</summary>
    public int? LabelledReference { get; init; }

    /// <summary>Only up to the end that lineage has now.</summary>
    public bool ToEnd { get; init; }

    /// <summary>Forget what was found before, and look at everything again.</summary>
    public bool Anew { get; init; }

    /// <summary>How features and score are watched.</summary>
    internal ColumnsOptions ColumnsOf(DriftModel said) => new(RunLength ?? said.Arl, ReferenceRows ?? said.Reference, Every ?? said.Every);

    /// <summary>When labels say that the model got worse.</summary>
    internal RiskOptions RiskOf(RiskModel said) =>
        new(Alpha ?? said.Alpha, Tolerance ?? said.Tolerance, LabelledReference ?? said.Reference);
}
