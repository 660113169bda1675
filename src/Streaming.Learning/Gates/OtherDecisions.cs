using Apache.Arrow;
using Streaming.Events.Expressions;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Learning.Gates;

/// <summary>What would be decided about recorded rows with other scores than they were given.</summary>
sealed class OtherDecisions(IReadOnlyList<DecisionModel> decisions)
{
    // A decider is made for the columns of a batch, and batches of different times have different ones.
    readonly Dictionary<string, Decider> _deciders = new(StringComparer.Ordinal);

    /// <returns>[rows] Names of decisions, texts.</returns>
    internal IArrowArray Of(RecordBatch rows, ReadOnlySpan<float> scores)
    {
        IArrowArray[] columns = [.. rows.Arrays];
        columns[Columns.FeatureIndexOf(rows.Schema, TableNames.Score)] = new FloatArray.Builder().Append(scores).Build();
        var scored = new RecordBatch(rows.Schema, columns, rows.Length);
        var names = string.Join('\n', rows.Schema.FieldsList.Select(field => field.Name));
        if (!_deciders.TryGetValue(names, out var decider))
            _deciders[names] = decider = new Decider(decisions);
        return decider.Decide(scored);
    }
}
