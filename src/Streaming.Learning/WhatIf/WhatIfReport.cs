using Streaming.Learning.Data;
using Streaming.Learning.Evaluation;
using Streaming.Learning.Trials;

namespace Streaming.Learning.WhatIf;

/// <summary>What another model would have made of recorded rows.</summary>
public sealed record WhatIfReport
{
    /// <summary>Rows compared.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows left out because they were recorded before the topology had all its features.</summary>
    public required long OtherFeatures { get; init; }

    /// <summary>Rows left out because the other model gives no score for them, as many do where a feature is missing.</summary>
    public long Unscored { get; init; }

    /// <summary>How scores moved.</summary>
    public required ScoreMoves Moves { get; init; }

    /// <summary>How the recorded scores lie.</summary>
    public required ScoreHistogram Recorded { get; init; }

    /// <summary>How the other scores lie, over the same bins.</summary>
    public required ScoreHistogram WhatIf { get; init; }

    /// <summary>How decisions changed.</summary>
    public required DecisionMatrix Decisions { get; init; }

    /// <summary>Null without labelled rows.</summary>
    public required WhatIfQuality? Quality { get; init; }
}

/// <summary>How well both kinds of scores tell labelled rows apart: the same rows for both.</summary>
/// <param name="Recorded">The scores that were recorded.</param>
/// <param name="WhatIf">The other ones.</param>
/// <param name="Evidence">What speaks for the other ones, and against them.</param>
public sealed record WhatIfQuality(JudgedScores Recorded, JudgedScores WhatIf, TrialEvidence Evidence)
{
    /// <summary>Rows whose label is known.</summary>
    public int Labelled => Recorded.Report.Rows;
}

/// <summary>Scores held against labels.</summary>
public sealed record JudgedScores(EvaluationReport Report, IReadOnlyList<CurvePoint> Roc, IReadOnlyList<CurvePoint> PrecisionRecall)
{
    internal static JudgedScores Of(float[] scores, TrainingSet set) =>
        new(EvaluationReport.Of(scores, set), Curves.Roc(scores, set.Labels), Curves.PrecisionRecall(scores, set.Labels));
}
