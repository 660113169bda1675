using Streaming.Learning.Trees;

namespace Streaming.Learning.Algorithms;

/// <summary>A step function of one feature as a balanced tree, which gives the same for every float32.</summary>
static class Curve
{
    /// <param name="feature">Of which feature.</param>
    /// <param name="upTo">Where each step ends (the end belongs to it), rising; the last one is not looked at: that step has no
    /// end.</param>
    /// <param name="values">What each step gives.</param>
    /// <param name="missing">What stands for a missing value.</param>
    internal static DecisionTree ToTree(int feature, IReadOnlyList<double> upTo, IReadOnlyList<double> values, float missing)
    {
        var inner = values.Count - 1;
        var (left, right) = (new int[inner], new int[inner]);
        var thresholds = new float[inner];
        var next = 0;
        if (inner > 0)
            Build(0, values.Count);
        return new DecisionTree(
            [.. Enumerable.Repeat(feature, inner)],
            thresholds,
            [.. thresholds.Select(threshold => missing <= threshold)],
            left,
            right,
            values
        );

        // The child for the steps from one to before another: a leaf's complement, or an inner node.
        int Build(int from, int to)
        {
            if (to - from == 1)
                return ~from;
            var node = next++;
            var middle = (from + to) / 2;
            thresholds[node] = NotAbove(upTo[middle - 1]);
            left[node] = Build(from, middle);
            right[node] = Build(middle, to);
            return node;
        }
    }

    /// <summary>The greatest float32 that is not above a double: the same float32 values are not above either.</summary>
    internal static float NotAbove(double value)
    {
        var near = (float)value;
        return near > value ? MathF.BitDecrement(near) : near;
    }
}
