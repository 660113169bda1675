using Streaming.Events.Time;

namespace Streaming.Learning.Fairness.Thresholds;

/// <summary>A threshold for each group, and what they would do.</summary>
/// <param name="Attribute">By which attribute.</param>
/// <param name="Rate">What they make equal.</param>
/// <param name="Target">The rate of all groups together, as it was decided; each group's is brought as near to it as its scores
/// allow.</param>
/// <param name="HighIsFavourable">From its threshold on, a score gets the favourable decision; false: the adverse one.</param>
/// <param name="TriedFrom">They are worked out on rows before, and tried on rows from here on.</param>
/// <param name="Groups">In declared order, or by name; without those that are too small.</param>
public sealed record ThresholdReport(
    string Attribute,
    EqualisedRate Rate,
    double Target,
    bool HighIsFavourable,
    Timestamp TriedFrom,
    IReadOnlyList<GroupThreshold> Groups
);

/// <summary>A group's threshold, and what it would do on later rows.</summary>
/// <param name="Name">The group.</param>
/// <param name="Threshold">Of the score.</param>
/// <param name="Recorded">As the later rows were decided.</param>
/// <param name="Proposed">As they would be.</param>
public sealed record GroupThreshold(string Name, float Threshold, GroupRates Recorded, GroupRates Proposed);
