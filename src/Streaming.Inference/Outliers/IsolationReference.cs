using System.Buffers.Binary;

namespace Streaming.Inference.Outliers;

/// <summary>
/// What is kept with a version to tell rows that are unlike those it was trained on: an isolation forest of these, and the path lengths of
/// the rows that it was judged on. Immutable.
/// </summary>
/// <remarks>
/// Conformal outlier detection: the lengths of n held-out rows and that of a new one which is exchangeable with them are as likely in any
/// order (Vovk, Gammerman, Shafer 2005, doi:10.1007/b106715; Bates, Candès, Lei, Romano, Sesia, Testing for outliers with conformal
/// p-values, Annals of Statistics 51:149-178, 2023).
/// </remarks>
public sealed class IsolationReference
{
    const byte Format = 1;
    const int HeaderBytes = 21;
    const int NodeBytes = 20;

    readonly float[] _lengths;

    IsolationReference(IsolationForest forest, float[] lengths) => (Forest, _lengths) = (forest, lengths);

    /// <summary>Of the rows that the version was trained on.</summary>
    public IsolationForest Forest { get; }

    /// <summary>Rows that the version was judged on.</summary>
    public int HeldOut => _lengths.Length;

    /// <param name="forest">Of the rows that the version was trained on.</param>
    /// <param name="heldOut">[rows x features] Rows that it was not, row-major; NaN is a missing value.</param>
    public static IsolationReference Of(IsolationForest forest, ReadOnlySpan<float> heldOut)
    {
        var lengths = new float[heldOut.Length / forest.Features];
        forest.Lengths(heldOut, lengths);
        Array.Sort(lengths);
        return new IsolationReference(forest, lengths);
    }

    /// <summary>
    /// The path length below which a row is an outlier: of new rows, exchangeable with those that were held out, at most that share are
    /// taken for one. Null: there are fewer rows than <see cref="LeastRows"/>, and none could be.
    /// </summary>
    /// <param name="millionths">The share, 1 to 999,999.</param>
    public float? ShortestAt(long millionths)
    {
        // Shorter than the k-th of n, k = floor(rate (n + 1)): then it is among the k shortest of n + 1.
        var k = (int)(millionths * (_lengths.Length + 1L) / 1_000_000);
        return k == 0 ? null : _lengths[k - 1];
    }

    /// <summary>Fewest held-out rows by which a share can be kept and yet a row be found.</summary>
    public static long LeastRows(long millionths) => (1_000_000 + millionths - 1) / millionths - 1;

    /// <summary>As the registry keeps it: version, counts (int32), nodes (int32 and float32), roots (int32), lengths (float32),
    /// little-endian.</summary>
    public byte[] ToBytes()
    {
        var (nodes, roots) = (Forest.Nodes, Forest.Roots);
        var bytes = new byte[HeaderBytes + NodeBytes * nodes.Count + sizeof(int) * (roots.Count + _lengths.Length)];
        bytes[0] = Format;
        var at = 1;
        foreach (var number in (int[])[Forest.Features, Forest.Sample, nodes.Count, roots.Count, _lengths.Length])
            Int(number);
        foreach (var node in nodes)
        {
            Int(node.Feature);
            Float(node.Value);
            Int(node.Below);
            Int(node.FromOn);
            Int(node.Missing);
        }

        foreach (var root in roots)
            Int(root);
        foreach (var length in _lengths)
            Float(length);
        return bytes;

        void Int(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
            at += sizeof(int);
        }

        void Float(float value) => Int(BitConverter.SingleToInt32Bits(value));
    }

    /// <exception cref="Models.ModelException">They are nothing of the kind.</exception>
    public static IsolationReference FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes[0] != Format)
            throw IsolationForest.Damaged();
        var counts = Ints(bytes, 1, 5);
        var (nodes, roots, lengths) = (counts[2], counts[3], counts[4]);
        if (
            nodes < 0
            || roots < 0
            || lengths < 0
            || bytes.Length != HeaderBytes + (long)NodeBytes * nodes + sizeof(int) * ((long)roots + lengths)
        )
        {
            throw IsolationForest.Damaged();
        }

        var all = Ints(bytes, HeaderBytes, (bytes.Length - HeaderBytes) / sizeof(int));
        var read = new IsolationNode[nodes];
        for (var i = 0; i < nodes; i++)
        {
            var node = all.AsSpan(5 * i, 5);
            read[i] = new IsolationNode(node[0], BitConverter.Int32BitsToSingle(node[1]), node[2], node[3], node[4]);
        }

        var forest = new IsolationForest(counts[0], counts[1], read, all[(5 * nodes)..(5 * nodes + roots)]);
        var kept = Array.ConvertAll(all[(5 * nodes + roots)..], BitConverter.Int32BitsToSingle);
        return IsSorted(kept) ? new IsolationReference(forest, kept) : throw IsolationForest.Damaged();
    }

    static int[] Ints(ReadOnlySpan<byte> bytes, int from, int count)
    {
        var read = new int[count];
        for (var i = 0; i < count; i++)
            read[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(from + sizeof(int) * i)..]);
        return read;
    }

    static bool IsSorted(float[] lengths)
    {
        for (var i = 0; i < lengths.Length; i++)
        {
            if (!float.IsFinite(lengths[i]) || (i > 0 && lengths[i] < lengths[i - 1]))
                return false;
        }

        return true;
    }
}
