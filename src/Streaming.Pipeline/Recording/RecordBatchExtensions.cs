using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Pipeline.Recording;

static class RecordBatchExtensions
{
    /// <summary>The same rows with one more column at the end; shares the others' memory.</summary>
    public static RecordBatch With(this RecordBatch batch, string name, IArrowType type, IArrowArray column, bool nullable = false) =>
        new(
            new Schema([.. batch.Schema.FieldsList, new Field(name, type, nullable)], metadata: null),
            [.. batch.Arrays, column],
            batch.Length
        );
}
