using Streaming.Topology.Expressions;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;

namespace Streaming.Topology.Binding;

/// <summary>Fields that must not be used: nothing that scores or decides may derive from one, by however many steps.</summary>
static class NeverUsed
{
    public static void Check(
        IReadOnlyList<Located<string>> never,
        SourceModel source,
        IReadOnlyList<FeatureModel> features,
        ScoreModel? score,
        ProtectedAttribute? decidesBy,
        FaultLog log
    )
    {
        var declared = source.Fields.Select(f => f.Name).ToList();
        var origins = new Origins(features);
        foreach (var (field, place) in never)
        {
            if (!declared.Contains(field, StringComparer.Ordinal))
            {
                log.Report(place, $"there is no field '{field}'", Suggestion.For(field, declared, "Declare it under `fields:`."));
                continue;
            }

            foreach (var feature in features)
            {
                if (origins.PathTo(feature.Name, field) is { } path)
                    Report($"the feature {string.Join(" -> ", path)}", "Leave the feature out");
            }

            var mayDecide = decidesBy?.By.Columns().Any(c => c.Name == field) == true;
            foreach (var (name, expression) in Scoring(score, mayDecide))
            {
                // Through a feature it is the feature's fault, and said of that.
                if (expression.Columns().Any(c => c.Kind == ColumnKind.Field && c.Name == field))
                    Report($"{name} -> {field}", "Write it without the field");
            }

            void Report(string path, string cure) =>
                log.Report(place, $"'{field}' must never be used, and is: {path}", $"{cure}, or take '{field}' out of `fairness.never`.");
        }
    }

    /// <param name="score">How rows are scored and decided.</param>
    /// <param name="mayDecide">Decisions may use the field.</param>
    static IEnumerable<(string Name, Expr Expression)> Scoring(ScoreModel? score, bool mayDecide)
    {
        if (score?.Rule is { } rule)
            yield return ("`score.rule`", rule);
        foreach (var decision in mayDecide ? [] : score?.Decisions ?? [])
        {
            if (decision.Condition is { } condition)
                yield return ($"the decision {decision.Name}", condition);
        }
    }

    /// <summary>What features derive from.</summary>
    sealed class Origins(IReadOnlyList<FeatureModel> features)
    {
        readonly Dictionary<string, FeatureModel> _features = Named(features);

        /// <summary>From a feature to a field, by way of other features; null: it does not derive from it.</summary>
        public IReadOnlyList<string>? PathTo(string feature, string field)
        {
            // Breadth first: the shortest way is the one that is told. Circles are faults of their own.
            var from = new Dictionary<string, string?>(StringComparer.Ordinal) { [feature] = null };
            var next = new Queue<string>([feature]);
            while (next.TryDequeue(out var name))
            {
                foreach (var column in UsedBy(_features[name]))
                {
                    if (column.Kind == ColumnKind.Field && column.Name == field)
                        return [.. Back(name, from).Reverse(), field];
                    if (column.Kind == ColumnKind.Feature && _features.ContainsKey(column.Name) && from.TryAdd(column.Name, name))
                        next.Enqueue(column.Name);
                }
            }

            return null;
        }

        static IEnumerable<string> Back(string name, Dictionary<string, string?> from)
        {
            for (string? at = name; at is not null; at = from[at])
                yield return at;
        }

        static Dictionary<string, FeatureModel> Named(IReadOnlyList<FeatureModel> features)
        {
            var named = new Dictionary<string, FeatureModel>(StringComparer.Ordinal);
            foreach (var feature in features)
                named.TryAdd(feature.Name, feature);
            return named;
        }

        /// <summary>A window derives from what it is over, and from the field that its rows share.</summary>
        static IEnumerable<ColumnRef> UsedBy(FeatureModel feature) =>
            feature switch
            {
                ExpressionFeature expression => expression.Expression.Columns(),
                WindowFeature window => (window.Value?.Columns() ?? []).Append(new ColumnRef(window.Key, ExprType.String)),
                _ => [],
            };
    }
}
