using Apache.Arrow;
using Streaming.Events.Expressions;
using Streaming.Events.Rows;
using Streaming.Topology.Model;

namespace Streaming.Features;

/// <summary>Features computed row by row, after the windows; each may use the float32 values of those before it.</summary>
sealed class ExpressionFeatures(IReadOnlyList<FeatureModel> features)
{
    readonly string[] _names = [.. features.Select(f => f.Name)];
    (int Feature, CompiledExpression Expression)[] _expressions = [];
    Schema? _schema;

    public void Compute(RecordBatch batch, float[][] outputs)
    {
        if (_schema is null || !SchemaEquality.Same(_schema, batch.Schema))
            Compile(batch.Schema);
        if (_expressions.Length == 0)
            return;
        var externals = System.Array.ConvertAll(outputs, o => new ReadOnlyMemory<float>(o, 0, batch.Length));
        foreach (var (feature, expression) in _expressions)
            expression.EvaluateFloats(batch, outputs[feature].AsSpan(0, batch.Length), externals);
    }

    void Compile(Schema schema)
    {
        _schema = schema;
        _expressions =
        [
            .. features
                .Index()
                .Where(f => f.Item is ExpressionFeature)
                .Select(f => (f.Index, CompiledExpression.Compile(((ExpressionFeature)f.Item).Expression, schema, _names))),
        ];
    }
}
