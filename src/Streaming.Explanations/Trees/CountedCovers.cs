namespace Streaming.Explanations.Trees;

/// <summary>Covers made by sending rows down a tree.</summary>
static class CountedCovers
{
    internal static TreeCovers Of(DecisionTree tree, ReadOnlySpan<float> rows, int width)
    {
        var (splits, leaves) = (new double[tree.Splits.Count], new double[tree.Leaves.Count]);
        for (var at = 0; at < rows.Length; at += width)
        {
            var row = rows.Slice(at, width);
            var node = tree.Root;
            while (node >= 0)
            {
                splits[node]++;
                var split = tree.Splits[node];
                node = split.Holds(row[split.Feature]) ? split.WhenTrue : split.WhenFalse;
            }

            leaves[~node]++;
        }

        return new TreeCovers(splits, leaves);
    }
}
