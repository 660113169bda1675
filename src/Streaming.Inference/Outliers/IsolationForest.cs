using Streaming.Inference.Models;

namespace Streaming.Inference.Outliers;

/// <summary>
/// Random trees that tell how easily a row is set apart from those that a version learnt from: few splits are enough for one that is unlike
/// them. Immutable; its numbers hang on the row alone, bit for bit on every machine.
/// </summary>
/// <remarks>
/// Isolation forest: Liu, Ting, Zhou, Isolation Forest, ICDM 2008, doi:10.1109/ICDM.2008.17, algorithm 3 and equations 1 and 2. It does not
/// know missing values; here they are the third branch of every split.
/// </remarks>
public sealed class IsolationForest
{
    const int Branches = 3;

    /// <summary>Rows that walk through a tree before the next one is fetched: their sums stay in the first-level cache.</summary>
    const int Block = 256;

    readonly IsolationNode[] _nodes;
    readonly int[] _roots;

    // What a walk reads, side by side.
    readonly int[] _feature;
    readonly float[] _value;
    readonly int[] _next;

    /// <param name="features">Values of a row.</param>
    /// <param name="sample">Rows that each tree was grown from, 2 or more.</param>
    /// <param name="nodes">Of all trees, which may share leaves; the nodes that one leads to stand before it.</param>
    /// <param name="roots">Where each tree begins.</param>
    /// <exception cref="ModelException">That is no forest.</exception>
    public IsolationForest(int features, int sample, IReadOnlyList<IsolationNode> nodes, IReadOnlyList<int> roots)
    {
        (Features, Sample, _nodes, _roots) = (features, sample, [.. nodes], [.. roots]);
        if (features < 1 || sample < 2 || roots.Count == 0 || roots.Any(root => (uint)root >= (uint)nodes.Count))
            throw Damaged();
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (!IsSound(_nodes[i], i))
                throw Damaged();
        }

        _feature = [.. _nodes.Select(n => n.Feature)];
        _value = [.. _nodes.Select(n => n.Value)];
        _next = [.. _nodes.SelectMany(n => (int[])[n.Below, n.FromOn, n.Missing])];
    }

    /// <summary>Values of a row.</summary>
    public int Features { get; }

    /// <summary>Rows that each tree was grown from.</summary>
    public int Sample { get; }

    /// <summary>Of all trees.</summary>
    public IReadOnlyList<IsolationNode> Nodes => _nodes;

    /// <summary>Where each tree begins.</summary>
    public IReadOnlyList<int> Roots => _roots;

    /// <summary>Average length of the path to a row in a random tree of so many: c(n) of the paper, equation 1.</summary>
    public static double AverageLength(int rows)
    {
        const double euler = 0.57721566490153286;
        return rows switch
        {
            < 2 => 0,
            2 => 1,
            _ => 2 * (Math.Log(rows - 1) + euler) - 2.0 * (rows - 1) / rows,
        };
    }

    /// <summary>Length of the path to each row, on the average over the trees: the shorter, the more unlike is it.</summary>
    /// <param name="rows">[rows x features], row-major; NaN is a missing value.</param>
    /// <param name="lengths">[rows] Receives them.</param>
    public void Lengths(ReadOnlySpan<float> rows, Span<float> lengths)
    {
        if (rows.Length != (long)lengths.Length * Features)
            throw new ArgumentException($"{lengths.Length} rows of {Features} values are not {rows.Length}.", nameof(rows));
        Span<double> sums = stackalloc double[Block];
        for (var from = 0; from < lengths.Length; from += Block)
        {
            var count = Math.Min(Block, lengths.Length - from);
            sums.Clear();
            foreach (var root in _roots)
                Walk(root, rows.Slice(from * Features, count * Features), sums);
            // Each is a float32, so that a float64 holds the sum of some hundred of them exactly, in whatever order.
            for (var row = 0; row < count; row++)
                lengths[from + row] = (float)(sums[row] / _roots.Length);
        }
    }

    /// <summary>The score of the paper, equation 2: near 1, a row is unlike all others; from 0.5 down, it is like them.</summary>
    /// <param name="length">Of its path.</param>
    public float ScoreOf(float length) => (float)Math.Pow(2, -length / AverageLength(Sample));

    void Walk(int root, ReadOnlySpan<float> rows, Span<double> sums)
    {
        for (int row = 0, at = 0; at < rows.Length; row++, at += Features)
        {
            var values = rows.Slice(at, Features);
            var node = root;
            while (_feature[node] is var feature && feature >= 0)
            {
                // 0: below; 1: from it on; 2: missing. Without a branch that could be guessed wrongly.
                var value = values[feature];
                var branch = (value < _value[node] ? 0 : 1) + (float.IsNaN(value) ? 1 : 0);
                node = _next[Branches * node + branch];
            }

            sums[row] += _value[node];
        }
    }

    bool IsSound(IsolationNode node, int place) =>
        node.Feature == IsolationNode.Leaf
            ? float.IsFinite(node.Value) && node.Value >= 0
            : (uint)node.Feature < (uint)Features
                && !float.IsNaN(node.Value)
                // Whoever walks comes to an end.
                && (uint)node.Below < (uint)place
                && (uint)node.FromOn < (uint)place
                && (uint)node.Missing < (uint)place;

    internal static ModelException Damaged() =>
        new("What was kept of how a version's training rows lie is damaged, or of a later release.");
}
