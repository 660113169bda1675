using Streaming.Topology.Config;
using Streaming.Topology.Expressions;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Features that need each other.</summary>
static class FeatureCycles
{
    public static void Report(IReadOnlyList<FeatureModel> models, IReadOnlyList<Named<FeatureConfig>> features, FaultLog log)
    {
        var needs = models.ToDictionary(m => m.Name, Needs, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            if (Find(model.Name, needs, done) is not { } cycle)
                continue;
            var place = features.First(f => f.Name.Value == cycle[0]).Name.Place;
            log.Report(place, $"features depend on each other: {string.Join(" -> ", cycle)}", "Remove one of them from the circle.");
        }
    }

    public static IEnumerable<string> Needs(FeatureModel model) =>
        model is ExpressionFeature expression
            ? expression.Expression.Columns().Where(c => c.Kind == ColumnKind.Feature).Select(c => c.Name).Distinct()
            : [];

    /// <summary>Depth-first with its own stack: chains may be as long as there are features.</summary>
    static List<string>? Find(string start, Dictionary<string, IEnumerable<string>> needs, HashSet<string> done)
    {
        if (done.Contains(start))
            return null;
        var path = new List<string> { start };
        var walks = new Stack<IEnumerator<string>>([needs[start].GetEnumerator()]);
        while (walks.TryPeek(out var walk))
        {
            if (!walk.MoveNext())
            {
                walks.Pop();
                done.Add(path[^1]);
                path.RemoveAt(path.Count - 1);
                continue;
            }

            var next = walk.Current;
            if (path.IndexOf(next) is >= 0 and var at)
            {
                done.UnionWith(path);
                return [.. path[at..], next];
            }

            if (done.Contains(next) || !needs.TryGetValue(next, out var further))
                continue;
            path.Add(next);
            walks.Push(further.GetEnumerator());
        }

        return null;
    }
}
