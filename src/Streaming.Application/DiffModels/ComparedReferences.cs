using Streaming.Drift.Distances;
using Streaming.Models.References;

namespace Streaming.Application.DiffModels;

/// <summary>Holds what two versions were trained on against each other, by what each keeps of it.</summary>
static class ComparedReferences
{
    /// <param name="earlier">Null: it keeps none.</param>
    /// <param name="later">Null: it keeps none.</param>
    public static IReadOnlyList<ComparedDistribution> Of(DriftReference? earlier, DriftReference? later)
    {
        var (before, after) = (Columns(earlier), Columns(later));
        return
        [
            .. Names(later).Union(Names(earlier)).Select(name => Of(name, before.GetValueOrDefault(name), after.GetValueOrDefault(name))),
        ];
    }

    static ComparedDistribution Of(string name, FeatureReference? earlier, FeatureReference? later) =>
        new(
            name,
            Figures(earlier),
            Figures(later),
            earlier?.Counts.Sum() > 0 && later?.Counts.Sum() > 0
                ? Distance.KolmogorovSmirnov(earlier.ToHistogram(), later.ToHistogram())
                : null
        );

    static DistributionFigures? Figures(FeatureReference? reference) =>
        reference is null
            ? null
            : new DistributionFigures(reference.MissingShare, reference.Quantile(0.05), reference.Quantile(0.5), reference.Quantile(0.95));

    static IEnumerable<string> Names(DriftReference? reference) => reference is null ? [] : All(reference).Select(c => c.Name);

    static Dictionary<string, FeatureReference> Columns(DriftReference? reference) =>
        reference is null ? [] : All(reference).DistinctBy(c => c.Name).ToDictionary(c => c.Name, StringComparer.Ordinal);

    static IEnumerable<FeatureReference> All(DriftReference reference) => reference.Features.Append(reference.Score);
}
