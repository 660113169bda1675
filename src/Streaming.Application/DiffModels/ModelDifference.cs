using Streaming.Models;

namespace Streaming.Application.DiffModels;

/// <summary>In what two versions of a model differ.</summary>
/// <param name="Name">Of the model.</param>
/// <param name="Earlier">The one.</param>
/// <param name="Later">The other.</param>
/// <param name="SameBytes">Both are the same file.</param>
/// <param name="AddedFeatures">Those that only the later takes, in its order.</param>
/// <param name="RemovedFeatures">Those that only the earlier takes, in its order.</param>
/// <param name="Reordered">Both take the same features in another order.</param>
/// <param name="Parameters">Those that differ, by name.</param>
/// <param name="Metrics">All that either has, by name.</param>
/// <param name="Origin">What differs in where they come from.</param>
public sealed record ModelDifference(
    string Name,
    ComparedVersion Earlier,
    ComparedVersion Later,
    bool SameBytes,
    IReadOnlyList<string> AddedFeatures,
    IReadOnlyList<string> RemovedFeatures,
    bool Reordered,
    IReadOnlyList<DifferentText> Parameters,
    IReadOnlyList<ComparedMetric> Metrics,
    IReadOnlyList<DifferentText> Origin
)
{
    /// <summary>How the rows that they were trained on were distributed, the features in the later's order and the score last; empty where
    /// neither keeps it.</summary>
    public IReadOnlyList<ComparedDistribution> Distributions { get; init; } = [];
}

/// <param name="Version">Its number.</param>
/// <param name="Hash">Content hash of its ONNX bytes.</param>
/// <param name="State">Where it stands, in a word.</param>
/// <param name="RegisteredAt">When it was registered.</param>
public sealed record ComparedVersion(int Version, string Hash, string State, DateTimeOffset RegisteredAt)
{
    internal static ComparedVersion Of(RegisteredModel model) => new(model.Version, model.Hash, model.StateWord, model.RegisteredAt);
}

/// <summary>Something that is not the same.</summary>
/// <param name="Name">What.</param>
/// <param name="Earlier">Null: the earlier has none.</param>
/// <param name="Later">Null: the later has none.</param>
public sealed record DifferentText(string Name, string? Earlier, string? Later);

/// <summary>A figure of both. They are of each version's own test period, which need not be the same.</summary>
/// <param name="Name">Which.</param>
/// <param name="Earlier">Null: the earlier has none.</param>
/// <param name="Later">Null: the later has none.</param>
/// <param name="Change">The later less the earlier; null where one is missing.</param>
public sealed record ComparedMetric(string Name, double? Earlier, double? Later, double? Change);

/// <summary>How a feature, or the score, was distributed over the rows that each was trained on.</summary>
/// <param name="Name">Of the feature; <c>score</c> for the score.</param>
/// <param name="Earlier">Null: the earlier keeps none.</param>
/// <param name="Later">Null: the later keeps none.</param>
/// <param name="Distance">Kolmogorov and Smirnov's, as far as what is kept proves it: at least so much; null where one is
/// missing.</param>
public sealed record ComparedDistribution(string Name, DistributionFigures? Earlier, DistributionFigures? Later, double? Distance);

/// <summary>Where values lay.</summary>
/// <param name="Missing">Share of them that were missing.</param>
/// <param name="Low">5 % were not above it; null: none were there.</param>
/// <param name="Median">Half were not above it.</param>
/// <param name="High">95 % were not above it.</param>
public sealed record DistributionFigures(double Missing, double? Low, double? Median, double? High);
