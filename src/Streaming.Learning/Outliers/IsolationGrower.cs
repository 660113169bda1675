using Streaming.Inference.Outliers;

namespace Streaming.Learning.Outliers;

/// <summary>Grows an <see cref="IsolationForest"/> from rows; the same one from the same rows and seed.</summary>
/// <remarks>
/// Liu, Ting, Zhou, Isolation Forest, ICDM 2008, doi:10.1109/ICDM.2008.17, algorithms 1 and 2, with its settings: a hundred trees, each of
/// 256 rows drawn without replacement, and as high as a balanced one would be. A feature is drawn among those in which the rows of a node
/// differ, missing values counted as one, and a number between their least and greatest. Rows without a value go a way of their own; where
/// a node had none of those, a row that comes later without one is set apart there and then.
/// </remarks>
static class IsolationGrower
{
    const int Trees = 100;
    const int MostRows = 256;

    /// <param name="rows">[rows x features], row-major; NaN is a missing value. Two rows or more.</param>
    /// <param name="features">Values of a row, one or more.</param>
    /// <param name="seed">Of everything random.</param>
    internal static IsolationForest Grow(float[] rows, int features, int seed)
    {
        var random = new Random(seed);
        var numbers = Enumerable.Range(0, rows.Length / features).ToArray();
        var sample = Math.Min(MostRows, numbers.Length);
        var tree = new Growth(rows, features, BitsFor(sample), random);
        var roots = new int[Trees];
        for (var i = 0; i < Trees; i++)
        {
            // The beginning of a shuffle, of what the one before left.
            for (var drawn = 0; drawn < sample; drawn++)
            {
                var from = random.Next(drawn, numbers.Length);
                (numbers[drawn], numbers[from]) = (numbers[from], numbers[drawn]);
            }

            roots[i] = tree.Node(numbers.AsSpan(0, sample).ToArray(), depth: 0);
        }

        return new IsolationForest(features, sample, tree.Nodes, roots);
    }

    /// <summary>Height of a balanced tree of so many rows: the logarithm to the base 2, rounded up.</summary>
    static int BitsFor(int rows) => 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)(rows - 1));

    sealed class Growth(float[] rows, int features, int height, Random random)
    {
        readonly Dictionary<(int Depth, int Rows), int> _leaves = [];
        readonly int[] _order = [.. Enumerable.Range(0, features)];

        public List<IsolationNode> Nodes { get; } = [];

        public int Node(int[] numbers, int depth)
        {
            if (numbers.Length < 2 || depth == height || Differing(numbers) is not { } feature)
                return Leaf(depth, numbers.Length);
            var split = Split(numbers, feature);
            var below = Node(Array.FindAll(numbers, n => Value(n, feature) < split), depth + 1);
            var fromOn = Node(Array.FindAll(numbers, n => Value(n, feature) >= split), depth + 1);
            var missing = Node(Array.FindAll(numbers, n => float.IsNaN(Value(n, feature))), depth + 1);
            Nodes.Add(new IsolationNode(feature, split, below, fromOn, missing));
            return Nodes.Count - 1;
        }

        /// <summary>Leaves of the same length are one.</summary>
        int Leaf(int depth, int count)
        {
            if (_leaves.TryGetValue((depth, count), out var known))
                return known;
            Nodes.Add(IsolationNode.LeafOf((float)(depth + IsolationForest.AverageLength(count))));
            return _leaves[(depth, count)] = Nodes.Count - 1;
        }

        /// <summary>A feature in which the rows differ; null: they are the same in all.</summary>
        int? Differing(int[] numbers)
        {
            for (var i = 0; i < _order.Length; i++)
            {
                var from = random.Next(i, _order.Length);
                (_order[i], _order[from]) = (_order[from], _order[i]);
                var feature = _order[i];
                if (Array.Exists(numbers, n => !Value(n, feature).Equals(Value(numbers[0], feature))))
                    return feature;
            }

            return null;
        }

        /// <summary>Above the least value and up to the greatest; where there is one value, beside those that are missing, that.</summary>
        float Split(int[] numbers, int feature)
        {
            var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (var value in numbers.Select(n => Value(n, feature)).Where(v => !float.IsNaN(v)))
                (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
            if (least == greatest)
                return least;
            // Infinite values stand for the greatest numbers there are: between them there is room.
            var (low, high) = (Finite(least), Finite(greatest));
            var drawn = (float)(low + random.NextDouble() * (high - low));
            return drawn <= least ? float.BitIncrement(least) : Math.Min(drawn, greatest);
        }

        float Value(int row, int feature) => rows[row * features + feature];

        static double Finite(float value) => Math.Clamp(value, float.MinValue, float.MaxValue);
    }
}
