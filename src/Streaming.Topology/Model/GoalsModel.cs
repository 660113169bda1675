namespace Streaming.Topology.Model;

/// <summary>What is wanted of a topology's scores, and what may be done for it without a person.</summary>
public sealed record GoalsModel
{
    /// <summary>At least one, each metric once.</summary>
    public required IReadOnlyList<GoalModel> Wanted { get; init; }

    /// <summary>So much of event time is measured over: the newest whose labels are known.</summary>
    public TimeSpan Over { get; init; } = TimeSpan.FromDays(7);

    /// <summary>What may be done, what is preferred first. Whatever is not in it, a person is asked for.</summary>
    public IReadOnlyList<GoalAction> Actions { get; init; } = [];

    /// <summary>Most actions in 24 hours.</summary>
    public int AtMost { get; init; } = 2;

    /// <summary>So much event time with known labels after an action tells whether it helped.</summary>
    public TimeSpan CheckAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Without a label for so much of event time, the rule scores and a person is called; null: never.</summary>
    public TimeSpan? DeadMan { get; init; }
}

/// <summary>A bound on what is measured.</summary>
/// <param name="Metric">What; it says on which side of the bound it has to lie.</param>
/// <param name="Bound">In the metric's unit.</param>
public sealed record GoalModel(GoalMetric Metric, double Bound)
{
    /// <summary>The bound is the least that is good enough; otherwise the most that is.</summary>
    public bool IsAtLeast => Metric == GoalMetric.AveragePrecision;
}

/// <summary>What is measured.</summary>
public enum GoalMetric
{
    /// <summary>Average precision of the recorded scores, 0 to 1.</summary>
    AveragePrecision,

    /// <summary>Share of the rows that are alerts: rows with any decision but the last.</summary>
    AlertRate,

    /// <summary>Alerts a day of event time whose label is false.</summary>
    FalsePositivesADay,

    /// <summary>Within so many seconds after a row was read, 99 % of them are on record with their decisions.</summary>
    LatencyP99,

    /// <summary>Within so many seconds after their events, 90 % of the labels became known.</summary>
    LabelDelay,
}

/// <summary>What may be done where a goal is missed.</summary>
public enum GoalAction
{
    /// <summary>A new version is trained, as <c>learning.train</c> says.</summary>
    Retrain,

    /// <summary>On twice the time.</summary>
    RetrainLonger,

    /// <summary>On half of the time.</summary>
    RetrainShorter,

    /// <summary>With the best of the other algorithms.</summary>
    OtherAlgorithm,

    /// <summary>With its probabilities put right.</summary>
    Recalibrate,

    /// <summary>A threshold is worked out and proposed to a person: the topology file is a person's.</summary>
    Thresholds,

    /// <summary>The version before decides again.</summary>
    RollBack,

    /// <summary>The rule scores.</summary>
    FallBack,
}
