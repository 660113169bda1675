using Apache.Arrow;
using Streaming.Events.Rows;

namespace Streaming.Inference.Onnx;

/// <summary>Turns feature columns into the row-major matrix that models take.</summary>
public static class FeatureMatrix
{
    /// <summary>Rows turned at a time: their part of the matrix stays in the first-level cache while all columns are written to
    /// it.</summary>
    const int Block = 256;

    /// <param name="rows">Rows with their features as float32 columns.</param>
    /// <param name="features">Names of the columns, in the order wanted.</param>
    /// <param name="matrix">Receives rows x features values.</param>
    /// <exception cref="Streaming.Topology.StreamingException">The rows lack a feature.</exception>
    public static void Fill(RecordBatch rows, IReadOnlyList<string> features, Span<float> matrix)
    {
        var width = features.Count;
        if (matrix.Length < (long)rows.Length * width)
            throw new ArgumentException($"No room for {rows.Length} rows of {width} features in {matrix.Length} values.", nameof(matrix));
        for (var from = 0; from < rows.Length; from += Block)
        {
            var count = Math.Min(Block, rows.Length - from);
            var block = matrix.Slice(from * width, count * width);
            for (var feature = 0; feature < width; feature++)
            {
                var values = Columns.Float(rows, features[feature]).Slice(from, count);
                for (int row = 0, at = feature; row < values.Length; row++, at += width)
                    block[at] = values[row];
            }
        }
    }
}
