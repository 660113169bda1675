using System.ComponentModel.DataAnnotations;
using Streaming.Topology.Model;

namespace Streaming.Application.JudgeModel;

/// <summary>Which version is to be judged, and what it has to keep to: what is null is as the topology file says under
/// <c>learning.gates</c>.</summary>
public sealed record JudgeModelRequest
{
    /// <summary>A name from ./topology, or a path.</summary>
    public required string Topology { get; init; }

    /// <summary>Version of the model that the topology names.</summary>
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }

    /// <summary>By so much its average precision has to be above the other's; null: as the topology file says.</summary>
    [Range(-1.0, 1.0)]
    public double? Margin { get; init; }

    /// <summary>Times the other's time for a row that it may take; null: as the topology file says.</summary>
    [Range(1.0, 1000.0)]
    public double? Latency { get; init; }

    /// <summary>Times the other's alerts that it may raise, or as many times fewer; null: as the topology file says.</summary>
    [Range(1.0, 1_000_000.0)]
    public double? Alerts { get; init; }

    /// <summary>Share of the rows that it may raise alerts on, whatever the other does; 1: any; null: as the topology file says.</summary>
    [Range(0.000_001, 1.0)]
    public double? MostAlerts { get; init; }

    /// <summary>Population stability index of its scores against the other's, at most; null: as the topology file says.</summary>
    [Range(0.0, 1000.0)]
    public double? Scores { get; init; }

    /// <summary>How far the declared groups may fare from each other by its decisions; null: as the topology file says under
    /// <c>learning.gates</c>.</summary>
    public IReadOnlyList<FairnessBound>? Fairness { get; init; }

    /// <summary>All of it, each either as asked or as the file says.</summary>
    /// <param name="file">What the topology file says.</param>
    internal GatesModel Within(GatesModel file) =>
        new()
        {
            Margin = Margin ?? file.Margin,
            Latency = Latency ?? file.Latency,
            Alerts = Alerts ?? file.Alerts,
            MostAlerts = MostAlerts ?? file.MostAlerts,
            Scores = Scores ?? file.Scores,
            Fairness = Fairness ?? file.Fairness,
        };
}

/// <summary>How a version compares with the one in use, on recorded rows that it was not trained on.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">The version.</param>
/// <param name="Against">The version in use; null: the rule decides.</param>
/// <param name="Rows">Rows that both scored.</param>
/// <param name="Labelled">Those of them whose label is known.</param>
/// <param name="Gates">What it had to keep to, one by one.</param>
public sealed record JudgedModel(string Name, int Version, int? Against, long Rows, int Labelled, IReadOnlyList<JudgedGate> Gates)
{
    /// <summary>It keeps to all.</summary>
    public bool Passed => Gates.All(g => g.Passed);
}

/// <summary>Something that a version has to keep to.</summary>
/// <param name="Name">In a word.</param>
/// <param name="Passed">It does.</param>
/// <param name="Words">What was found, a sentence.</param>
/// <param name="Figures">The same, by name.</param>
public sealed record JudgedGate(string Name, bool Passed, string Words, IReadOnlyDictionary<string, double> Figures)
{
    /// <summary>The rows do not tell, and so it is not passed.</summary>
    public bool Undecided { get; init; }
}
