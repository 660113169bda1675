using Streaming.Topology.Binding;
using Streaming.Topology.Model;

namespace Streaming.Topology.Plan;

/// <summary>Which stage computes a feature: a window where its key is, an expression as early as its operands are there.</summary>
static class FeaturePlacement
{
    /// <returns>Features by stage, each stage's in an order in which operands come first.</returns>
    public static IReadOnlyList<IReadOnlyList<FeatureModel>> Place(IReadOnlyList<FeatureModel> features, List<string> keys)
    {
        var stages = keys.Select(_ => new List<FeatureModel>()).ToList();
        var placed = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var feature in OperandsFirst(features))
        {
            var stage = feature is WindowFeature window
                ? keys.IndexOf(window.Key)
                : FeatureCycles.Needs(feature).Select(n => placed[n]).DefaultIfEmpty(0).Max();
            placed[feature.Name] = stage;
            stages[stage].Add(feature);
        }

        return stages;
    }

    /// <summary>Declared order, except that what a feature needs comes before it.</summary>
    static List<FeatureModel> OperandsFirst(IReadOnlyList<FeatureModel> features)
    {
        var ordered = new List<FeatureModel>(features.Count);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var waiting = features.ToList();
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(f => FeatureCycles.Needs(f).All(done.Contains) && done.Add(f.Name)).ToList();
            if (ready.Count == 0)
                throw new InvalidOperationException("features that need each other pass no check");
            ordered.AddRange(ready);
            waiting.RemoveAll(f => done.Contains(f.Name));
        }

        return ordered;
    }
}
