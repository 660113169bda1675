using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Shap;

/// <summary>
/// The way from a tree's root to a leaf, by feature: a row ends in the leaf if its values satisfy the conditions on each feature. A row's
/// <em>pattern</em> has a bit a feature (by its place in <see cref="Features"/>), set where the row satisfies its conditions.
/// </summary>
sealed class LeafPath
{
    /// <summary>As many bits as a pattern has.</summary>
    internal const int MostFeatures = 64;

    readonly Condition[][] _conditions;

    LeafPath(double value, int[] features, Condition[][] conditions, double[] fractions)
    {
        Value = value;
        Features = features;
        _conditions = conditions;
        Fractions = fractions;
    }

    /// <summary>What the leaf adds to the margin.</summary>
    internal double Value { get; }

    /// <summary>The features looked at on the way, ascending, each once.</summary>
    internal int[] Features { get; }

    /// <summary>Per feature, the share of the training rows that its splits on the way let pass; empty without covers.</summary>
    internal double[] Fractions { get; }

    /// <summary>The pattern of rows that end in the leaf.</summary>
    internal ulong Full => Features.Length == MostFeatures ? ulong.MaxValue : (1UL << Features.Length) - 1;

    /// <summary>Whether a value satisfies the conditions on the feature at a place.</summary>
    internal bool Holds(int place, float value)
    {
        foreach (var condition in _conditions[place])
        {
            if (condition.Split.Holds(value) != condition.Wanted)
                return false;
        }

        return true;
    }

    internal ulong PatternOf(ReadOnlySpan<float> row)
    {
        var pattern = 0UL;
        for (var place = 0; place < Features.Length; place++)
        {
            if (Holds(place, row[Features[place]]))
                pattern |= 1UL << place;
        }

        return pattern;
    }

    /// <summary>The ways to all leaves that add something, in the order of the leaves from the true side to the false one.</summary>
    internal static List<LeafPath> Of(DecisionTree tree, TreeCovers? covers)
    {
        var paths = new List<LeafPath>();
        var way = new List<Condition>();
        var open = new Stack<(int Node, int Depth, Condition Last)>();
        open.Push((tree.Root, 0, default));
        while (open.TryPop(out var at))
        {
            if (at.Depth > 0)
            {
                way.RemoveRange(at.Depth - 1, way.Count - at.Depth + 1);
                way.Add(at.Last);
            }

            if (at.Node < 0)
            {
                if (tree.Leaves[~at.Node] != 0)
                    paths.Add(Make(tree.Leaves[~at.Node], way, covers is not null));
                continue;
            }

            var split = tree.Splits[at.Node];
            open.Push((split.WhenFalse, at.Depth + 1, new Condition(split, false, Fraction(at.Node, split.WhenFalse))));
            open.Push((split.WhenTrue, at.Depth + 1, new Condition(split, true, Fraction(at.Node, split.WhenTrue))));
        }

        return paths;

        double Fraction(int node, int child) => covers is null ? 0 : covers.Of(child) / covers.Splits[node];
    }

    static LeafPath Make(double value, List<Condition> way, bool covers)
    {
        var byFeature = way.GroupBy(c => c.Split.Feature).OrderBy(g => g.Key).ToList();
        if (byFeature.Count > MostFeatures)
        {
            throw new ExplanationException(
                $"A leaf of the model lies below splits on {byFeature.Count} features. SHAP values are computed for up to "
                    + $"{MostFeatures} on one way down."
            );
        }

        return new LeafPath(
            value,
            [.. byFeature.Select(g => g.Key)],
            [.. byFeature.Select(g => g.ToArray())],
            covers ? [.. byFeature.Select(g => g.Aggregate(1.0, (all, c) => all * c.Fraction))] : []
        );
    }

    /// <param name="Split">A split on the way.</param>
    /// <param name="Wanted">Whether it must hold.</param>
    /// <param name="Fraction">The share of the split's training rows that went this way.</param>
    readonly record struct Condition(Split Split, bool Wanted, double Fraction);
}
