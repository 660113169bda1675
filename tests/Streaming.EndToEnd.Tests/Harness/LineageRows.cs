using System.Globalization;
using System.Text;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>What the final stage recorded of one event: features and score as raw bits.</summary>
public sealed record RecordedRow(string Id, string Features, string Decision, byte Flags);

/// <summary>Reads the final stage's rows back from lineage.</summary>
public static class LineageRows
{
    /// <summary>Rows by their numeric ids: which partition they went through does not show.</summary>
    public static async Task<List<RecordedRow>> InOrderAsync(string postgres, PipelinePlan plan, int partitions) =>
        [.. (await ReadAsync(postgres, plan, partitions)).OrderBy(r => int.Parse(r.Id, CultureInfo.InvariantCulture))];

    /// <param name="postgres">The database.</param>
    /// <param name="plan">Its topology.</param>
    /// <param name="partitions">Of the final stage.</param>
    /// <param name="version">Only what this version of the topology recorded; null: everything.</param>
    public static async Task<List<RecordedRow>> ReadAsync(string postgres, PipelinePlan plan, int partitions, int? version = null)
    {
        await using var store = new LineageStore(postgres);
        var names = plan.Topology.Features.Select(f => f.Name).Append(TableNames.Score).ToArray();
        var rows = new List<RecordedRow>();
        for (var partition = 0; partition < partitions; partition++)
        {
            await foreach (var batch in store.ReadAsync(new StreamKey(plan.Topology.Name, plan.Final.Name, partition), 1, long.MaxValue))
            {
                if (batch.Table(TableNames.Rows) is not { } table || (version is not null && batch.Header.TopologyVersion != version))
                    continue;
                var columns = names.Select(n => Columns.Float(table, n).ToArray()).ToArray();
                for (var row = 0; row < table.Length; row++)
                {
                    var bits = string.Join(' ', columns.Select(c => BitConverter.SingleToUInt32Bits(c[row]).ToString("x8")));
                    rows.Add(
                        new RecordedRow(
                            Text(table, plan.Topology.Source.Id, row),
                            bits,
                            Text(table, TableNames.Decision, row),
                            Columns.UInt8(table, SystemColumns.Flags)[row]
                        )
                    );
                }
            }
        }

        return rows;
    }

    static string Text(Apache.Arrow.RecordBatch table, string column, int row) =>
        Encoding.UTF8.GetString(Columns.Bytes(table, column)[row]);
}
