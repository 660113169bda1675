using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Learning.Outcomes;

/// <summary>What labels tell of a version that decides.</summary>
/// <param name="Record">The row with whose label it was certain enough.</param>
/// <param name="EventTime">Of that row.</param>
/// <param name="Model">The model that decided; empty: the rule.</param>
/// <param name="ModelVersion">Its version.</param>
/// <param name="Reasons">What was found; several at one row.</param>
public sealed record OutcomeAlarm(
    LineageId Record,
    Timestamp EventTime,
    string Model,
    int ModelVersion,
    IReadOnlyList<OutcomeReason> Reasons
);

/// <summary>What was found at a row.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="Before">Of the risk: its upper bound at the reference. Of the error rate: that of the first block; null: there was none
/// yet.</param>
/// <param name="Limit">What the risk must not be above; null of the error rate, which has none.</param>
/// <param name="Now">Of the risk: its lower bound. Of the error rate: that of the last rows.</param>
public sealed record OutcomeReason(OutcomeKind Kind, double? Before, double? Limit, double? Now);

/// <summary>What labels tell.</summary>
public enum OutcomeKind
{
    /// <summary>The model got worse by more than the tolerance: what asks for another one.</summary>
    Worse,

    /// <summary>More decisions are wrong than at first.</summary>
    MoreErrors,
}
