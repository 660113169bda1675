using System.Text.Json.Serialization;
using Streaming.Events.Time;

namespace Streaming.Application.SummariseExplanations;

/// <summary>What moves the scores of a range of recorded rows, as one version gives them.</summary>
/// <param name="Topology">Name of the topology.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">The version that is explained, whichever decided then.</param>
/// <param name="Seen">Rows of the range.</param>
/// <param name="Drawn">Those of them that were looked at.</param>
/// <param name="Labelled">Those of the drawn ones that have a label.</param>
/// <param name="OtherFeatures">Rows of the range that lack some of the features.</param>
/// <param name="First">Event time of the first row drawn.</param>
/// <param name="Middle">From here on, rows count as the later half.</param>
/// <param name="Last">Event time of the last row drawn.</param>
/// <param name="Base">The margin of a row of which nothing is known; null: the version has no trees, or no covers.</param>
/// <param name="WhyNoShares">Why there are no contributions; null: there are.</param>
/// <param name="Quality">Average precision of the version's scores over the drawn rows that have a label; null: there are none, or all say
/// the same.</param>
/// <param name="Features">The one that moves scores most first.</param>
public sealed record SummarisedExplanations(
    string Topology,
    string Model,
    int Version,
    long Seen,
    int Drawn,
    int Labelled,
    long OtherFeatures,
    Timestamp First,
    Timestamp Middle,
    Timestamp Last,
    double? Base,
    string? WhyNoShares,
    double? Quality,
    IReadOnlyList<FeatureSummary> Features
)
{
    /// <summary>The page, where one was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Plot { get; init; }
}

/// <summary>What a feature does to the scores of a range.</summary>
/// <param name="Feature">Its name.</param>
/// <param name="Missing">Share of the rows in which it is missing.</param>
/// <param name="Shares">Its contributions (SHAP values); null: the version has no trees, or no covers.</param>
/// <param name="Importance">What scores lose without it; null: too few labels are known.</param>
/// <param name="Effect">What the score does over its values (ALE).</param>
public sealed record FeatureSummary(
    string Feature,
    double Missing,
    ContributionSummary? Shares,
    PermutedFeature? Importance,
    FeatureCurve Effect
);

/// <summary>Contributions of a feature to the margins of all rows drawn.</summary>
/// <param name="Size">Mean of their absolute values.</param>
/// <param name="Earlier">The same over the earlier half.</param>
/// <param name="Later">And over the later half.</param>
/// <param name="Distance">How far the two halves' contributions lie apart (Kolmogorov, Smirnov), from 0 to 1.</param>
/// <param name="Changed">So far that it would come by chance less than once in a thousand looks at all features together.</param>
public sealed record ContributionSummary(double Size, double Earlier, double Later, double Distance, bool Changed);

/// <summary>What average precision is lost when a feature's values are dealt out among the rows anew.</summary>
/// <param name="Loss">Mean over the permutations.</param>
/// <param name="StandardError">Of that mean.</param>
public sealed record PermutedFeature(double Loss, double StandardError);

/// <summary>What a score does as a feature goes through its values, in units of the score, above or below its mean.</summary>
/// <param name="Values">Ascending.</param>
/// <param name="Effects">One a value.</param>
public sealed record FeatureCurve(IReadOnlyList<float> Values, IReadOnlyList<double> Effects);
