using System.Text.Json.Serialization;
using Streaming.Learning.Trials;
using Streaming.Learning.WhatIf;

namespace Streaming.Application.ReplayLineage;

/// <summary>What another model would have made of recorded rows.</summary>
/// <param name="Model">What scored them: name/version, a file, or the rule.</param>
/// <param name="Hash">Of its ONNX bytes; null for the rule.</param>
/// <param name="Rows">Compared.</param>
/// <param name="OtherFeatures">Left out because they were recorded before the topology had all its features.</param>
/// <param name="Moves">How far scores moved.</param>
/// <param name="Scores">How they lie.</param>
/// <param name="Decisions">How rows would be decided.</param>
/// <param name="Quality">Both held against labels; null where no row has one yet.</param>
public sealed record WhatIfResult(
    string Model,
    string? Hash,
    long Rows,
    long OtherFeatures,
    ScoreMoves Moves,
    WhatIfScores Scores,
    WhatIfDecisions Decisions,
    WhatIfMetrics? Quality
)
{
    /// <summary>Rows left out because the other model gives no score for them: live, they would have gone to quarantine.</summary>
    public long Unscored { get; init; }

    internal static WhatIfResult Of(WhatIfReport report, ReplayModel model) =>
        new(
            model.ScoredBy.ToString(),
            model.Hash,
            report.Rows,
            report.OtherFeatures,
            report.Moves,
            new WhatIfScores(report.Recorded, report.WhatIf),
            new WhatIfDecisions(report.Decisions.Names, report.Decisions.Counts, report.Decisions.Flipped),
            report.Quality is not { } quality
                ? null
                : new WhatIfMetrics(
                    quality.Labelled,
                    quality.Recorded.Report.Positives,
                    quality.Recorded.Report.ToMetrics(),
                    quality.WhatIf.Report.ToMetrics(),
                    quality.Evidence,
                    TrialWords.Of(quality.Evidence, model.ScoredBy.ToString())
                )
        )
        {
            Unscored = report.Unscored,
        };
}

/// <summary>How scores lie, recorded and what if.</summary>
public sealed record WhatIfScores(ScoreHistogram Recorded, [property: JsonPropertyName("what_if")] ScoreHistogram WhatIf);

/// <summary>How rows would be decided.</summary>
/// <param name="Names">Of the decisions.</param>
/// <param name="Counts">Rows by recorded decision, then by the other.</param>
/// <param name="Flipped">Rows that would be decided otherwise.</param>
public sealed record WhatIfDecisions(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<long>> Counts, long Flipped);

/// <summary>Both held against labels, metrics by name.</summary>
/// <param name="Labelled">Rows whose label is known.</param>
/// <param name="Positives">Of these.</param>
/// <param name="Recorded">Of the recorded scores.</param>
/// <param name="WhatIf">Of the others.</param>
/// <param name="Evidence">What speaks for the others, and against them.</param>
/// <param name="Verdict">What follows from it, in words.</param>
public sealed record WhatIfMetrics(
    int Labelled,
    int Positives,
    IReadOnlyDictionary<string, double> Recorded,
    IReadOnlyDictionary<string, double> WhatIf,
    TrialEvidence Evidence,
    string Verdict
);
