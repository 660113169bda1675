using Streaming.Learning.Trials;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;

namespace Streaming.Application.CompareModels;

/// <summary>What a version said of live rows, beside who decided about them.</summary>
/// <param name="Topology">Whose rows.</param>
/// <param name="Incumbent">Who decided where the challenger did not.</param>
/// <param name="Challenger">Who was tried, in the role that it had last.</param>
/// <param name="Rows">That both scored.</param>
/// <param name="Decided">About which the challenger decided.</param>
/// <param name="Missed">That the incumbent scored between two batches of the challenger's, without it: it failed on them.</param>
/// <param name="Moves">How far their scores lie apart.</param>
/// <param name="Stability">The population stability index of the challenger's scores against the incumbent's.</param>
/// <param name="Labelled">Both held against labels; null where no row has one yet.</param>
public sealed record ComparedModels(
    string Topology,
    ComparedModel Incumbent,
    ComparedModel Challenger,
    long Rows,
    long Decided,
    long Missed,
    ScoreMoves Moves,
    double Stability,
    LabelledComparison? Labelled
)
{
    internal static ComparedModels Of(string topology, TrialReport report) =>
        new(
            topology,
            ComparedModel.Of(report.Incumbent),
            ComparedModel.Of(report.Challenger),
            report.Rows,
            report.Decided,
            report.Missed,
            report.Moves,
            report.Stability,
            report.Quality is not { } quality
                ? null
                : new LabelledComparison(
                    quality.Labelled,
                    quality.Recorded.Report.Positives,
                    quality.Recorded.Report.ToMetrics(),
                    quality.WhatIf.Report.ToMetrics(),
                    quality.Evidence,
                    TrialWords.Of(quality.Evidence, ComparedModel.Of(report.Challenger).ToString())
                )
        );
}

/// <summary>One of the two.</summary>
/// <param name="Role">What for it scored: <c>champion</c>, <c>canary</c>, <c>shadow</c> or <c>rule</c>.</param>
/// <param name="Name">The model; null for the rule.</param>
/// <param name="Version">Its version; 0 for the rule.</param>
public sealed record ComparedModel(string Role, string? Name, int Version)
{
    internal static ComparedModel Of(ModelInRole model) =>
        new(model.Role.ToString().ToLowerInvariant(), model.Role == ModelRole.Rule ? null : model.Name, model.Version);

    /// <summary>Name and version in words.</summary>
    public override string ToString() => Name is null ? "the rule" : $"{Name} v{Version}";
}

/// <summary>Both held against labels, metrics by name.</summary>
/// <param name="Rows">Whose label is known.</param>
/// <param name="Positives">Of these.</param>
/// <param name="Incumbent">Metrics of who decided.</param>
/// <param name="Challenger">Metrics of who was tried.</param>
/// <param name="Evidence">What speaks for the challenger, and against it.</param>
/// <param name="Verdict">What follows from it, in words.</param>
public sealed record LabelledComparison(
    int Rows,
    int Positives,
    IReadOnlyDictionary<string, double> Incumbent,
    IReadOnlyDictionary<string, double> Challenger,
    TrialEvidence Evidence,
    string Verdict
);
