namespace Streaming.Application.ExplainDecision;

/// <summary>What came of the question what would have led to another decision.</summary>
public enum OtherDecisionsOutcome
{
    /// <summary>There are changes that would have.</summary>
    Found,

    /// <summary>It was decided as wanted.</summary>
    AlreadySo,

    /// <summary>No permitted change would have: proved.</summary>
    None,

    /// <summary>None was found, and not all was tried.</summary>
    NotFound,

    /// <summary>The rule decided, which says itself what it compares with.</summary>
    Rule,

    /// <summary>The decisions look at fields of events too, which are not changed.</summary>
    Unavailable,
}

/// <summary>The smallest permitted changes after which the model would have led to another decision.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Wanted">The decision that was wanted; null: any other.</param>
/// <param name="Says">The outcome in a sentence.</param>
/// <param name="Answers">The fewest changed features first, then the least distance; each changes others.</param>
public sealed record OtherDecisions(OtherDecisionsOutcome Outcome, string? Wanted, string Says, IReadOnlyList<OtherDecision> Answers);

/// <summary>A permitted change, with what the version that decided makes of it.</summary>
/// <param name="Changes">The features that change.</param>
/// <param name="Decision">What would have been decided.</param>
/// <param name="Score">The score, given by the model itself.</param>
/// <param name="Distance">How far the features moved, in units of how far the model's thresholds on them lie apart.</param>
/// <param name="IsLeast">Proved: no smaller change of these features does it, nor one of fewer.</param>
public sealed record OtherDecision(IReadOnlyList<FeatureChange> Changes, string Decision, float Score, double Distance, bool IsLeast);

/// <summary>A feature with another value.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="From">As it was recorded.</param>
/// <param name="To">As it would have to be.</param>
public sealed record FeatureChange(string Feature, float From, float To);
