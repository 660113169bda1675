using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Expressions;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Application.Counterfactuals;

/// <summary>What a topology decides of one row: by score and features, as a pipeline does.</summary>
sealed class RowDecider
{
    readonly Decider _decider;
    readonly Schema _schema;

    /// <param name="decisions">In order.</param>
    /// <param name="features">Names of the features, in the order of the rows.</param>
    /// <exception cref="Streaming.Topology.StreamingException">The decisions look at something else.</exception>
    public RowDecider(IReadOnlyList<DecisionModel> decisions, IReadOnlyList<string> features)
    {
        _decider = new Decider(decisions);
        _schema = new Schema(
            features.Append(TableNames.Score).Select(name => new Field(name, FloatType.Default, nullable: false)),
            metadata: null
        );
        Decide(new float[features.Count], 0);
    }

    /// <summary>The name of the decision.</summary>
    public string Decide(float[] row, float score)
    {
        var columns = row.Append(score).Select(value => (IArrowArray)new FloatArray.Builder().Append(value).Build());
        return ((StringArray)_decider.Decide(new RecordBatch(_schema, columns, 1))).GetString(0);
    }
}
