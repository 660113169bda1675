using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Shap.Kernel;

/// <summary>Computes the tables of an ensemble.</summary>
static class KernelBuilder
{
    /// <summary>Features on the way to a leaf that a table is made for.</summary>
    const int MostTableFeatures = 12;

    /// <summary>
    /// Bytes that a tree's tables may grow to when leaves are put together: with what rows need beside them they fit the second-level
    /// cache.
    /// </summary>
    const long TreeBytes = 256 << 10;

    /// <summary>Bytes of all tables before leaves are put together, and as many again after.</summary>
    const long AllBytes = 512L << 20;

    /// <summary>Up to so many features an entry has a value for each, which saves spreading them.</summary>
    const int DenseFeatures = 32;

    internal static ShapKernel Build(TreeEnsemble ensemble, IReadOnlyList<IReadOnlyList<Leaf>> leaves)
    {
        var mostFeatures = MostFeatures(ensemble, leaves);
        var tables = new List<(long At, LeafGroup Group, TreeCuts Cuts, int[] Features, int Width)>();
        var trees = new KernelTree[leaves.Count];
        var size = 0L;
        for (var t = 0; t < trees.Length; t++)
        {
            var cuts = TreeCuts.Of(ensemble.Trees[t]);
            var narrow = leaves[t].Where(l => l.Path.Features.Length <= mostFeatures).ToList();
            var features = FeaturesOf(ensemble, narrow);
            var width = Padded(features.Length);
            var groups = LeafGrouping.Merge(
                [.. narrow.Select(l => LeafGroup.Of(new LeafTable(l.Path, l.Game), cuts))],
                Math.Min(TreeBytes, AllBytes / trees.Length) / sizeof(double) / width
            );
            var made = new KernelGroup[groups.Count];
            for (var g = 0; g < made.Length; g++)
            {
                made[g] = IndexOf(groups[g], cuts, size, width);
                tables.Add((size, groups[g], cuts, features, width));
                size += groups[g].Cells * width;
            }

            trees[t] = new KernelTree(
                made,
                width,
                features.Length == ensemble.FeatureCount ? null : features,
                [.. leaves[t].Where(l => l.Path.Features.Length > mostFeatures)]
            );
        }

        var all = new AlignedDoubles(size);
        foreach (var table in tables)
            Fill(all.Span.Slice((int)table.At, (int)table.Group.Cells * table.Width), table.Group, table.Cuts, table.Features, table.Width);
        return new ShapKernel(ensemble.FeatureCount, trees, all);
    }

    /// <summary>The most features that leaves may have so that all their tables keep within bounds.</summary>
    static int MostFeatures(TreeEnsemble ensemble, IReadOnlyList<IReadOnlyList<Leaf>> leaves)
    {
        var most = 0;
        var bytes = 0L;
        var byCount = leaves
            .SelectMany(tree => tree.Select(l => (Count: l.Path.Features.Length, Width: Padded(FeaturesOf(ensemble, tree).Length))))
            .GroupBy(l => l.Count)
            .OrderBy(g => g.Key);
        foreach (var leavesOfCount in byCount)
        {
            bytes += leavesOfCount.Sum(l => sizeof(double) * ((long)l.Width << Math.Min(l.Count, 40)));
            if (leavesOfCount.Key > MostTableFeatures || bytes > AllBytes)
                break;
            most = leavesOfCount.Key;
        }

        return most;
    }

    static int[] FeaturesOf(TreeEnsemble ensemble, IEnumerable<Leaf> leaves) =>
        ensemble.FeatureCount <= DenseFeatures
            ? [.. Enumerable.Range(0, ensemble.FeatureCount)]
            : [.. leaves.SelectMany(l => l.Path.Features).Distinct().Order()];

    static int Padded(int count) => Math.Max(1, (count + 7) / 8) * 8;

    static KernelGroup IndexOf(LeafGroup group, TreeCuts cuts, long table, int width)
    {
        var (steps, missing) = (new List<CutStep>(), new List<CutStep>());
        var stride = width;
        foreach (var (feature, classes) in group.Classes)
        {
            var own = cuts.Of(feature);
            for (var c = 0; c < own.Length; c++)
            {
                if (classes[c + 1] != classes[c])
                    steps.Add(new CutStep(feature, own[c], (classes[c + 1] - classes[c]) * stride));
            }

            if (classes[^1] != 0)
                missing.Add(new CutStep(feature, float.NaN, classes[^1] * stride));
            stride *= LeafGroup.CountOf(classes);
        }

        return new KernelGroup(table, [.. steps], [.. missing]);
    }

    static void Fill(Span<double> table, LeafGroup group, TreeCuts cuts, int[] features, int width)
    {
        var counts = group.Classes.Values.Select(LeafGroup.CountOf).ToArray();
        var cell = new int[counts.Length];
        var leaves = group.Leaves.Select(l => CellLeaf.Of(l, cuts, group, features)).ToArray();
        for (var at = 0; at < table.Length; at += width)
        {
            var entry = table.Slice(at, width);
            foreach (var leaf in leaves)
                leaf.AddTo(entry, cell);
            for (var f = 0; f < cell.Length && ++cell[f] == counts[f]; f++)
                cell[f] = 0;
        }
    }
}
