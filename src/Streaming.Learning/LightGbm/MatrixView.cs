using Microsoft.ML;
using Microsoft.ML.Data;

namespace Streaming.Learning.LightGbm;

/// <summary>A row-major matrix as ML.NET's columns <c>Features</c> and <c>Label</c>.</summary>
static class MatrixView
{
    internal const string Features = nameof(Row.Features);

    internal static IDataView Of(MLContext context, float[] features, int width, bool[] labels)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return context.Data.LoadFromEnumerable(Rows(), schema);

        IEnumerable<Row> Rows()
        {
            for (var row = 0; row < labels.Length; row++)
                yield return new Row { Features = features[(row * width)..((row + 1) * width)], Label = labels[row] };
        }
    }

    sealed class Row
    {
        public float[] Features { get; set; } = [];
        public bool Label { get; set; }
    }
}
