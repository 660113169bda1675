namespace Streaming.Topology.Model;

/// <summary>Which decisions are recorded with an explanation, and how explanations are put into words.</summary>
public sealed record ExplainingModel
{
    /// <summary>Which rows are explained when they are decided; null: none, only what somebody asks for.</summary>
    public ExplainWhen? When { get; init; }

    /// <summary>Most reasons that are given for a decision.</summary>
    public int Top { get; init; } = 4;

    /// <summary>Language in which predictions say each reason; null: they give codes.</summary>
    public string? Language { get; init; }

    /// <summary>What features are called before people, in declared order; empty: each feature by its own name, without words.</summary>
    public IReadOnlyList<ReasonModel> Reasons { get; init; } = [];

    /// <summary>Features that somebody could change, in the order of the features; empty: the file does not say.</summary>
    public IReadOnlyList<ActionableModel> Actionable { get; init; } = [];
}

/// <summary>Which rows are explained: those for which any of it holds.</summary>
public sealed record ExplainWhen
{
    /// <summary>All of them.</summary>
    public bool Every { get; init; }

    /// <summary>Those that were decided so.</summary>
    public IReadOnlyList<string> Decisions { get; init; } = [];

    /// <summary>Those whose score is near one of these.</summary>
    public IReadOnlyList<ScoreBand> Near { get; init; } = [];

    /// <summary>Those whose event ids hash below this share, 0 to 1.</summary>
    public double Sample { get; init; }

    /// <summary>As it is written.</summary>
    public required string Text { get; init; }
}

/// <summary>Scores that are near a number.</summary>
/// <param name="Score">The number; null: any number that decisions compare the score with.</param>
/// <param name="By">How far from it.</param>
public sealed record ScoreBand(double? Score, double By);

/// <summary>Features that speak to people as one.</summary>
/// <param name="Code">What programs know it by.</param>
/// <param name="Features">Their names.</param>
/// <param name="Raises">What is said where they raised the score, by language; empty: nothing is.</param>
/// <param name="Lowers">What is said where they lowered it.</param>
public sealed record ReasonModel(
    string Code,
    IReadOnlyList<string> Features,
    IReadOnlyDictionary<string, string> Raises,
    IReadOnlyDictionary<string, string> Lowers
)
{
    /// <summary>The language that every text is in.</summary>
    public const string English = "en";

    /// <summary>What is said of a contribution, by language.</summary>
    public IReadOnlyDictionary<string, string> Words(bool raises) => raises ? Raises : Lowers;
}
