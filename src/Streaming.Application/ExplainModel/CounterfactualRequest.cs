namespace Streaming.Application.ExplainModel;

/// <summary>Which side of a threshold scores are wanted on.</summary>
public enum ThresholdSide
{
    /// <summary>The threshold itself, and above.</summary>
    Above,

    /// <summary>Below the threshold.</summary>
    Below,
}

/// <summary>Which counterfactuals of rows of a file are wanted.</summary>
public sealed record CounterfactualRequest
{
    /// <summary>A score from here on is decided otherwise than one below; null: nobody said.</summary>
    public double? Threshold { get; init; }

    /// <summary>Null: the side that a row is not on.</summary>
    public ThresholdSide? Wanted { get; init; }

    /// <summary>What may change: a feature, a space, and how, as in <c>explain.actionable</c> of a topology. Empty: every feature, in any
    /// way.</summary>
    public IReadOnlyList<string> Actionable { get; init; } = [];
}

/// <summary>What came of rows.</summary>
/// <param name="Found">Rows that have counterfactuals.</param>
/// <param name="AlreadySo">Rows on the wanted side as they are.</param>
/// <param name="None">Rows of which it is proved that no permitted change does it.</param>
/// <param name="NotFound">Rows without one of few changed features, beyond which not everything was tried.</param>
public sealed record CounterfactualCounts(int Found, int AlreadySo, int None, int NotFound);
