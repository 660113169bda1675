using Microsoft.ML;
using Microsoft.ML.Data;

namespace Streaming.Learning.Algorithms;

/// <summary>A row-major matrix as ML.NET's columns <c>Features</c>, <c>Label</c> and <c>Weight</c>.</summary>
static class MatrixView
{
    internal const string Features = nameof(Row.Features);

    /// <summary>The name of the column of weights.</summary>
    internal const string Weight = nameof(Row.Weight);

    internal static IDataView Of(MLContext context, float[] features, int width, bool[] labels, float[]? weights = null)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return context.Data.LoadFromEnumerable(Rows(), schema);

        IEnumerable<Row> Rows()
        {
            for (var row = 0; row < labels.Length; row++)
            {
                yield return new Row
                {
                    Features = features[(row * width)..((row + 1) * width)],
                    Label = labels[row],
                    Weight = weights?[row] ?? 1,
                };
            }
        }
    }

    /// <summary>One of the columns that a transformer gives for rows.</summary>
    internal static float[] Column(MLContext context, ITransformer transformer, float[] features, int width, string name)
    {
        var view = Of(context, features, width, new bool[features.Length / width]);
        return [.. transformer.Transform(view).GetColumn<float>(name)];
    }

    sealed class Row
    {
        public float[] Features { get; set; } = [];
        public bool Label { get; set; }
        public float Weight { get; set; }
    }
}
