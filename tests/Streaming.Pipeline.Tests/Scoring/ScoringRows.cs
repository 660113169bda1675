using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Pipeline.Tests.Scoring;

/// <summary>A topology with one feature <c>x</c>, its rows, and its rows scored.</summary>
static class ScoringRows
{
    public static TopologyModel Topology(string rule, string decide) =>
        TopologyLoader.Parse(
            $$"""
            topology: scored
            version: 1
            source:
              topic: in
              key: key
              id: id
              time: at
              fields: { id: string, at: timestamp, key: string, given: double }
            features: { x: given }
            score: { rule: "{{rule}}", decide: { {{decide}} } }
            """
        );

    public static RecordBatch Of(params float[] x) => Of(("x", x));

    public static RecordBatch Of(params (string Name, float[] Values)[] columns) =>
        new(
            new Schema([.. columns.Select(c => new Field(c.Name, FloatType.Default, nullable: false))], null),
            [.. columns.Select(c => (IArrowArray)new FloatArray.Builder().Append(c.Values.AsSpan()).Build())],
            columns[0].Values.Length
        );

    public static string[] Texts(IArrowArray column) =>
        [.. Enumerable.Range(0, column.Length).Select(row => ((StringArray)column).GetString(row))];
}
