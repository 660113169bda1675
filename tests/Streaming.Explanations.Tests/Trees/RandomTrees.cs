using Streaming.Explanations.Trees;

namespace Streaming.Explanations.Tests.Trees;

/// <summary>Small trees of every kind of split, and rows that hit their edges.</summary>
static class RandomTrees
{
    /// <summary>Few, so that rows lie on thresholds, and between two floats (0.1 is none).</summary>
    static readonly double[] Thresholds = [-1, 0, 0.1, 0.5, 1, 2, 3];

    /// <summary>
    /// ONNX Runtime takes sets of whole numbers alone, and where one holds 0 or less it takes 0.25 for 0: no category is either.
    /// </summary>
    static readonly double[] Categories = [1, 2, 3];
    static readonly float[] Values = [float.NaN, -1, 0, 0.1f, 0.25f, 0.5f, 1, 2, 3, 4, float.NegativeInfinity, float.PositiveInfinity];

    internal static readonly Comparison[] Classic = [.. Enum.GetValues<Comparison>().Where(c => c != Comparison.Member)];

    internal static TreeEnsemble Ensemble(Random random, int features, int trees, int depth, Comparison[]? comparisons = null) =>
        new(
            features,
            [.. Enumerable.Range(0, trees).Select(_ => Tree(random, features, depth, comparisons ?? Enum.GetValues<Comparison>()))],
            random.Next(-2, 3)
        );

    internal static DecisionTree Tree(Random random, int features, int depth, Comparison[] comparisons)
    {
        var (splits, leaves) = (new List<Split>(), new List<double>());
        Grow(depth);
        return new DecisionTree(splits, leaves);

        int Grow(int left)
        {
            if (left == 0 || (left < depth && random.Next(5) == 0))
            {
                leaves.Add(random.Next(8) == 0 ? 0 : (random.NextDouble() * 4) - 2);
                return ~(leaves.Count - 1);
            }

            var at = splits.Count;
            var comparison = comparisons[random.Next(comparisons.Length)];
            var split = new Split(
                random.Next(features),
                comparison,
                comparison == Comparison.Member ? 0 : Thresholds[random.Next(Thresholds.Length)],
                random.Next(2) == 0,
                0,
                0
            )
            {
                Members =
                    comparison == Comparison.Member
                        ? [Categories[random.Next(Categories.Length)], .. Categories.Where(_ => random.Next(3) == 0)]
                        : [],
            };
            splits.Add(split);
            split = split with { WhenTrue = Grow(left - 1) };
            splits[at] = split with { WhenFalse = Grow(left - 1) };
            return at;
        }
    }

    internal static float[] Rows(Random random, int count, int features) =>
        [.. Enumerable.Range(0, count * features).Select(_ => Values[random.Next(Values.Length)])];

    /// <summary>Covers that add up, with leaves that no row reached among them.</summary>
    internal static TreeEnsemble WithRandomCovers(this TreeEnsemble ensemble, Random random) =>
        ensemble.WithCovers([.. ensemble.Trees.Select(tree => Covers(random, tree))]);

    static TreeCovers Covers(Random random, DecisionTree tree)
    {
        var covers = new TreeCovers(new double[tree.Splits.Count], new double[tree.Leaves.Count]);
        Sum(tree.Splits.Count == 0 ? ~0 : 0);
        return covers;

        double Sum(int node)
        {
            if (node < 0)
                return ((double[])covers.Leaves)[~node] = random.Next(4) == 0 ? 0 : random.Next(1, 20);
            var split = tree.Splits[node];
            var sum = Sum(split.WhenTrue) + Sum(split.WhenFalse);
            // A split that nobody passed tells nothing of its children, and is refused.
            if (sum == 0)
                sum = Raise(split.WhenTrue);
            return ((double[])covers.Splits)[node] = sum;
        }

        double Raise(int node)
        {
            if (node < 0)
                return ((double[])covers.Leaves)[~node] = 1;
            return ((double[])covers.Splits)[node] += Raise(tree.Splits[node].WhenTrue);
        }
    }
}
