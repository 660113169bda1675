using System.Text;
using Apache.Arrow;
using Streaming.Events.Expressions;
using Streaming.Events.Rows;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Measuring;

/// <summary>Which rows are alerts: those with any decision but the last that the topology declares.</summary>
sealed class Alerts(TopologyModel topology)
{
    readonly byte[] _otherwise = Encoding.UTF8.GetBytes(topology.Score.Decisions[^1].Name);

    // A decider is made for the columns of a batch, and batches of different times have different ones.
    readonly Dictionary<string, Decider> _deciders = new(StringComparer.Ordinal);

    /// <summary>As they were decided.</summary>
    internal bool[] Recorded(RecordBatch rows) => Of(Columns.Bytes(rows, TableNames.Decision), rows.Length);

    /// <summary>As they would be decided with other scores.</summary>
    internal bool[] With(RecordBatch rows, float[] scores)
    {
        var at = Columns.FeatureIndexOf(rows.Schema, TableNames.Score);
        IArrowArray[] columns = [.. rows.Arrays];
        columns[at] = new FloatArray.Builder().Append(scores.AsSpan()).Build();
        var scored = new RecordBatch(rows.Schema, columns, rows.Length);
        var names = string.Join('\n', rows.Schema.FieldsList.Select(field => field.Name));
        if (!_deciders.TryGetValue(names, out var decider))
            _deciders[names] = decider = new Decider(topology.Score.Decisions);
        return Of(new BytesColumn(decider.Decide(scored)), rows.Length);
    }

    bool[] Of(BytesColumn decisions, int rows)
    {
        var alerts = new bool[rows];
        for (var row = 0; row < rows; row++)
            alerts[row] = !decisions[row].SequenceEqual(_otherwise);
        return alerts;
    }
}
