using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Streaming.Features.Windows;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Features.Snapshots;

/// <summary>
/// Stands for the definitions under which entries were kept: the text of the topology file, the stage, and how its windows lay
/// their entries out. Under any other definitions the recorded rows are replayed instead.
/// </summary>
static class SnapshotFingerprint
{
    public static byte[] Of(StagePlan stage, TopologyModel topology, IEnumerable<KeyedWindows> windows)
    {
        var text = new StringBuilder(topology.ContentHash);
        Line(text, stage.Name, topology.Order.Drift.Ticks);
        foreach (var group in windows)
        {
            Line(text, group.Key, group.Logs.Count);
            foreach (var log in group.Logs)
            {
                Line(text, log.Input.ToString(), log.Pane, log.Stride, log.Reach);
                foreach (var column in log.Columns)
                    Line(text, Kind(column), column.Position);
                foreach (var pane in log.Groups)
                    Line(text, pane.Squares ? "squares" : "sums", pane.Word);
            }
        }
        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }

    // Integers were once kept as doubles, in windows that tell them apart and in those that add them up.
    static string Kind(ValueColumn column) =>
        column.Kind switch
        {
            ValueKind.Number => "number",
            ValueKind.Integer => "integer",
            _ => column.Expression.Type == ExprType.Number ? "exact identity" : "identity",
        };

    static void Line(StringBuilder text, string name, params ReadOnlySpan<long> numbers)
    {
        text.Append('\n').Append(name);
        foreach (var number in numbers)
            text.Append(' ').Append(number.ToString(CultureInfo.InvariantCulture));
    }
}
