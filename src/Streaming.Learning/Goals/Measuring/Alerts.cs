using System.Text;
using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Learning.Gates;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Learning.Goals.Measuring;

/// <summary>Which rows are alerts: those with any decision but the last that the topology declares.</summary>
sealed class Alerts(TopologyModel topology)
{
    readonly byte[] _otherwise = Encoding.UTF8.GetBytes(topology.Score.Decisions[^1].Name);
    readonly OtherDecisions _decisions = new(topology.Score.Decisions);

    /// <summary>As they were decided.</summary>
    internal bool[] Recorded(RecordBatch rows) => Of(Columns.Bytes(rows, TableNames.Decision), rows.Length);

    /// <summary>As they would be decided with other scores.</summary>
    internal bool[] With(RecordBatch rows, float[] scores) => Of(new BytesColumn(_decisions.Of(rows, scores)), rows.Length);

    bool[] Of(BytesColumn decisions, int rows)
    {
        var alerts = new bool[rows];
        for (var row = 0; row < rows; row++)
            alerts[row] = !decisions[row].SequenceEqual(_otherwise);
        return alerts;
    }
}
