using System.Buffers;
using Apache.Arrow;
using Streaming.Inference.Onnx;
using Streaming.Inference.Outliers;

namespace Streaming.Pipeline.Guarding;

/// <summary>How far the rows of a batch lie from those that the version was trained on which decided about them. Thread-safe.</summary>
/// <param name="features">Names of the features, in the order of the topology.</param>
sealed class OutlierRows(IReadOnlyList<string> features)
{
    /// <summary>[rows] The path length of each row in the forest of its version; NaN: the rule decided about it, which was trained on
    /// nothing.</summary>
    public float[] Lengths(RecordBatch rows, RowDeciders deciders)
    {
        var lengths = new float[rows.Length];
        System.Array.Fill(lengths, float.NaN);
        var forests = deciders.Models.Select(m => m?.Facts?.Isolation?.Forest).ToArray();
        if (System.Array.TrueForAll(forests, f => f is null))
            return lengths;
        var size = rows.Length * features.Count;
        var matrix = ArrayPool<float>.Shared.Rent(size);
        try
        {
            FeatureMatrix.Fill(rows, features, matrix.AsSpan(0, size));
            for (var place = 0; place < forests.Length; place++)
            {
                if (forests[place] is { } forest)
                    Lengths(forest, matrix, [.. Enumerable.Range(0, rows.Length).Where(row => deciders.Of(row) == place)], lengths);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(matrix);
        }

        return lengths;
    }

    void Lengths(IsolationForest forest, float[] matrix, int[] rows, float[] lengths)
    {
        if (rows.Length == lengths.Length)
        {
            forest.Lengths(matrix.AsSpan(0, rows.Length * features.Count), lengths);
            return;
        }

        var (own, found) = (new float[rows.Length * features.Count], new float[rows.Length]);
        foreach (var (i, row) in rows.Index())
            matrix.AsSpan(row * features.Count, features.Count).CopyTo(own.AsSpan(i * features.Count));
        forest.Lengths(own, found);
        foreach (var (i, row) in rows.Index())
            lengths[row] = found[i];
    }
}
