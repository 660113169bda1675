namespace Streaming.Explanations.Shap.Kernel;

/// <summary>
/// Puts leaves together as long as that costs little memory: a row costs one look-up a group. Siblings share all their features, and two of
/// them need no more cells than each by itself.
/// </summary>
static class LeafGrouping
{
    /// <summary>Greater trees keep each leaf by itself: the search for pairs takes time with the square of their leaves.</summary>
    const int MostLeaves = 512;

    /// <param name="leaves">Groups of one leaf, in the order of the tree.</param>
    /// <param name="mostCells">Most cells that merged groups of the tree may have together, where it does not have more already.</param>
    internal static List<LeafGroup> Merge(List<LeafGroup> leaves, long mostCells)
    {
        if (leaves.Count is < 2 or > MostLeaves)
            return leaves;
        var groups = new List<LeafGroup>(leaves);
        var pairs = Enumerable.Range(0, groups.Count - 1).Select(i => groups[i].With(groups[i + 1])).ToList();
        var cells = groups.Sum(g => g.Cells);
        while (pairs.Count > 0)
        {
            var best = 0;
            for (var i = 1; i < pairs.Count; i++)
            {
                if (Growth(i) < Growth(best))
                    best = i;
            }

            var growth = Growth(best);
            if (growth > 0 && cells + growth > mostCells)
                break;
            cells += growth;
            groups[best] = pairs[best];
            groups.RemoveAt(best + 1);
            pairs.RemoveAt(best);
            if (best > 0)
                pairs[best - 1] = groups[best - 1].With(groups[best]);
            if (best < pairs.Count)
                pairs[best] = groups[best].With(groups[best + 1]);
        }

        return groups;

        long Growth(int pair) => pairs[pair].Cells - groups[pair].Cells - groups[pair + 1].Cells;
    }
}
