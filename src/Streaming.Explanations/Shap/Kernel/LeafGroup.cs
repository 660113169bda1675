namespace Streaming.Explanations.Shap.Kernel;

/// <summary>
/// Leaves of a tree that share a table. Segments of a feature in which the same of these leaves have their conditions satisfied are one
/// <em>class</em>; a combination of classes, one a feature, is a <em>cell</em>: rows of one cell have the same SHAP values from these
/// leaves.
/// </summary>
sealed class LeafGroup
{
    LeafGroup(LeafTable[] leaves, SortedDictionary<int, int[]> classes)
    {
        Leaves = leaves;
        Classes = classes;
        Cells = 1;
        foreach (var segments in classes.Values)
            Cells = Math.Min(long.MaxValue / 1024, Cells * CountOf(segments));
    }

    internal LeafTable[] Leaves { get; }

    /// <summary>Per feature, the class of each of its segments, numbered in the order of first appearance; NaN last.</summary>
    internal SortedDictionary<int, int[]> Classes { get; }

    /// <summary>The product of the features' numbers of classes.</summary>
    internal long Cells { get; }

    internal static int CountOf(int[] segments) => segments.Max() + 1;

    internal static LeafGroup Of(LeafTable leaf, TreeCuts cuts)
    {
        var classes = new SortedDictionary<int, int[]>();
        for (var place = 0; place < leaf.Path.Features.Length; place++)
        {
            var feature = leaf.Path.Features[place];
            classes.Add(feature, Numbered([.. cuts.Values(feature).Select(value => leaf.Path.Holds(place, value) ? 1 : 0)]));
        }

        return new LeafGroup([leaf], classes);
    }

    internal LeafGroup With(LeafGroup other)
    {
        var classes = new SortedDictionary<int, int[]>();
        foreach (var feature in Classes.Keys.Union(other.Classes.Keys))
        {
            classes.Add(
                feature,
                !Classes.TryGetValue(feature, out var own) ? other.Classes[feature]
                    : !other.Classes.TryGetValue(feature, out var others) ? own
                    : Numbered([.. own.Zip(others, (a, b) => (a * CountOf(others)) + b)])
            );
        }

        return new LeafGroup([.. Leaves, .. other.Leaves], classes);
    }

    static int[] Numbered(int[] labels)
    {
        var numbers = new Dictionary<int, int>();
        for (var i = 0; i < labels.Length; i++)
        {
            if (!numbers.TryGetValue(labels[i], out var number))
                numbers.Add(labels[i], number = numbers.Count);
            labels[i] = number;
        }

        return labels;
    }
}
