using Microsoft.ML.Trainers.FastTree;

namespace Streaming.Learning.LightGbm;

/// <summary>Makes, for each inner node of a tree, a row that reaches it and has NaN for the feature it looks at.</summary>
static class ProbeRow
{
    internal static void AppendAll(RegressionTree tree, int width, List<float> rows)
    {
        var inner = tree.NumberOfLeaves - 1;
        var found = new float[inner * width];
        var limits = new (float Above, float UpTo)[width];
        Array.Fill(limits, (float.NegativeInfinity, float.PositiveInfinity));
        if (inner > 0)
            Visit(0);
        rows.AddRange(found);

        void Visit(int node)
        {
            if (node < 0)
                return;
            var row = found.AsSpan(node * width, width);
            for (var i = 0; i < width; i++)
                row[i] = Within(limits[i].Above, limits[i].UpTo);
            var feature = tree.NumericalSplitFeatureIndexes[node];
            var threshold = tree.NumericalSplitThresholds[node];
            row[feature] = float.NaN;

            var before = limits[feature];
            limits[feature] = before with { UpTo = Math.Min(before.UpTo, threshold) };
            Visit(tree.LeftChild[node]);
            limits[feature] = before with { Above = Math.Max(before.Above, threshold) };
            Visit(tree.RightChild[node]);
            limits[feature] = before;
        }
    }

    /// <summary>A number above the one and not above the other. Where there is none, only NaN may get there.</summary>
    static float Within(float above, float upTo) =>
        above >= upTo ? float.NaN
        : float.IsFinite(upTo) ? upTo
        : float.IsFinite(above) ? MathF.BitIncrement(above)
        : 0;
}
