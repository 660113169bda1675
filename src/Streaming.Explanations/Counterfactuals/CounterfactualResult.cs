namespace Streaming.Explanations.Counterfactuals;

/// <summary>What came of a search for counterfactuals.</summary>
public enum CounterfactualOutcome
{
    /// <summary>There are some.</summary>
    Found,

    /// <summary>The row is what is wanted as it is.</summary>
    AlreadySo,

    /// <summary>No permitted change whatever does it: proved.</summary>
    None,

    /// <summary>None was found: no change of up to <see cref="CounterfactualResult.ExactUpTo"/> features does it, and beyond nobody
    /// knows.</summary>
    NotFound,
}

/// <summary>Counterfactuals of a row.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Found">The fewest changed features first, then the least distance; no one changes all the features of another and
/// more.</param>
/// <param name="ExactUpTo">All permitted changes of up to so many features have been looked at.</param>
/// <param name="Changeable">Features that may change and that the model looks at, by index: where there are none, nothing can be
/// done.</param>
public sealed record CounterfactualResult(
    CounterfactualOutcome Outcome,
    IReadOnlyList<Counterfactual> Found,
    int ExactUpTo,
    IReadOnlyList<int> Changeable
);

/// <summary>A row that is decided as wanted, as near as possible to another that is not.</summary>
/// <param name="Row">All its features.</param>
/// <param name="Changed">Which are others, by index, ascending.</param>
/// <param name="Distance">
/// Sum over the changed features of how far they moved, each in units of the median distance of the model's thresholds on it from
/// their median.
/// </param>
/// <param name="IsLeast">Proved: none changes fewer features, and none changes these same features by less.</param>
public sealed record Counterfactual(float[] Row, IReadOnlyList<int> Changed, double Distance, bool IsLeast);
