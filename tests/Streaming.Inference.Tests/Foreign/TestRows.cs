using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Inference.Tests.Foreign;

/// <summary>Rows of features as stages have them.</summary>
static class TestRows
{
    public static RecordBatch Of(IReadOnlyList<string> features, float[] matrix)
    {
        var rows = matrix.Length / features.Count;
        var fields = features.Select(f => new Field(f, FloatType.Default, nullable: true));
        var columns = features
            .Index()
            .Select(f =>
                (IArrowArray)
                    new FloatArray.Builder()
                        .AppendRange(Enumerable.Range(0, rows).Select(row => matrix[row * features.Count + f.Index]))
                        .Build()
            );
        return new RecordBatch(new Schema(fields, metadata: null), columns, rows);
    }
}
