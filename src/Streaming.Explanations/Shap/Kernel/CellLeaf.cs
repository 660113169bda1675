namespace Streaming.Explanations.Shap.Kernel;

/// <summary>A leaf seen from the cells of its group.</summary>
/// <param name="Leaf">Its values.</param>
/// <param name="Ordinals">Per feature on its way, which of the group's features it is.</param>
/// <param name="Holds">Per feature on its way and class of the group, whether its conditions are satisfied.</param>
/// <param name="Places">Per feature on its way, where its value goes in an entry.</param>
sealed record CellLeaf(LeafTable Leaf, int[] Ordinals, bool[][] Holds, int[] Places)
{
    internal static CellLeaf Of(LeafTable leaf, TreeCuts cuts, LeafGroup group, int[] features)
    {
        var own = leaf.Path.Features;
        var all = group.Classes.Keys.ToList();
        var holds = new bool[own.Length][];
        for (var place = 0; place < own.Length; place++)
        {
            var classes = group.Classes[own[place]];
            holds[place] = new bool[LeafGroup.CountOf(classes)];
            foreach (var (number, value) in classes.Zip(cuts.Values(own[place])))
                holds[place][number] = leaf.Path.Holds(place, value);
        }

        return new CellLeaf(leaf, [.. own.Select(f => all.IndexOf(f))], holds, [.. own.Select(f => Array.IndexOf(features, f))]);
    }

    internal void AddTo(Span<double> entry, int[] cell)
    {
        var pattern = 0;
        for (var place = 0; place < Ordinals.Length; place++)
        {
            if (Holds[place][cell[Ordinals[place]]])
                pattern |= 1 << place;
        }

        var values = Leaf.Of(pattern);
        for (var place = 0; place < values.Length; place++)
            entry[Places[place]] += values[place];
    }
}
