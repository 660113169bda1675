using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Pipeline.Evolution;

/// <summary>Columns of the rows that a stage takes in.</summary>
static class InputShape
{
    /// <summary>System columns, fields, and the features that earlier stages computed.</summary>
    public static Schema Of(TopologyModel topology, StagePlan stage, RowContent content) =>
        content == RowContent.Labels
            ? RowSchema.ForLabels(topology.Labels!).Arrow
            : RowSchema.ForSource(topology.Source).WithFeatures(stage.Carried.Select(f => f.Name)).Arrow;
}
