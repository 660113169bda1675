using Streaming.Learning.Fairness;
using Streaming.Learning.Gates;
using Streaming.Learning.Recorded;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;
using Streaming.Models;
using Streaming.Topology.Model;

namespace Streaming.Learning.Trials;

/// <summary>A version that was tried beside another one on live rows, as lineage has them.</summary>
public sealed record TrialReport
{
    /// <summary>Who decided where the challenger did not.</summary>
    public required ModelInRole Incumbent { get; init; }

    /// <summary>Who was tried, in the role that it had last.</summary>
    public required ModelInRole Challenger { get; init; }

    /// <summary>Rows that both scored.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows about which the challenger decided.</summary>
    public required long Decided { get; init; }

    /// <summary>Rows of batches between two of the challenger's that it did not score: it failed on them.</summary>
    public required long Missed { get; init; }

    /// <summary>How far the challenger's scores lie from the incumbent's.</summary>
    public required ScoreMoves Moves { get; init; }

    /// <summary>The population stability index of the challenger's scores against the incumbent's, on the same rows.</summary>
    public required double Stability { get; init; }

    /// <summary>Both held against labels; null where no row has one yet.</summary>
    public required WhatIfQuality? Quality { get; init; }

    /// <summary>What is looked at before labels are known; null: nobody looked.</summary>
    public GuardRails? Guards { get; init; }

    /// <summary>How the declared groups would fare by the challenger's decisions; null: nobody looked, or none are declared.</summary>
    public FairnessReport? Fairness { get; init; }

    /// <summary>What follows from the scores of both.</summary>
    internal static TrialReport Of(ModelInRole incumbent, ModelInRole challenger, TwiceScored scores, LabelIndex? labels, TrialRule rule) =>
        new()
        {
            Incumbent = incumbent,
            Challenger = challenger,
            Rows = scores.Count,
            Decided = 0,
            Missed = 0,
            Moves = ScoreMoves.Of(scores.One, scores.Other),
            Stability = scores.Stability(),
            Quality = labels is null ? null : scores.Quality(labels, rule),
        };

    /// <summary>For the history of whoever is promoted or taken back by it.</summary>
    /// <param name="summary">What it says, in words.</param>
    /// <param name="fairness">What is wanted of groups.</param>
    public ModelEvidence ToEvidence(string summary, IReadOnlyList<FairnessBound> fairness)
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["rows"] = Rows,
            ["decided"] = Decided,
            ["missed"] = Missed,
        };
        if (Guards is { } guards)
        {
            figures["alerts"] = guards.OtherAlerts;
            figures["alerts_of_incumbent"] = guards.Alerts;
            figures["score_stability"] = guards.Stability;
        }

        if (Quality is { Evidence: var evidence } quality)
        {
            figures["labelled"] = quality.Labelled;
            figures["mean_squared_error"] = evidence.OtherError;
            figures["mean_squared_error_of_incumbent"] = evidence.OneError;
            figures["evidence_for_better"] = evidence.ForBetter;
            figures["evidence_for_worse"] = evidence.ForWorse;
            figures["evidence_enough"] = evidence.Enough;
        }

        foreach (var (name, value) in FairnessVerdict.Of(Fairness, fairness).SelectMany(verdict => verdict.Figures))
            figures[$"fairness.{name}"] = value;
        return new ModelEvidence(summary, figures);
    }
}
