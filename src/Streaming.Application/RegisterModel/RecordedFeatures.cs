using System.Text;
using Streaming.Events.Rows;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Application.RegisterModel;

/// <summary>Rows as they were recorded: their features, and what they were scored with.</summary>
/// <param name="Ids">Of the events.</param>
/// <param name="Values">Row-major, in the order of the features that were asked for.</param>
/// <param name="Scores">One a row.</param>
sealed record RecordedFeatures(IReadOnlyList<string> Ids, float[] Values, IReadOnlyList<float> Scores)
{
    /// <summary>The rows of the last batches of each stage partition.</summary>
    /// <param name="lineage">Where they lie.</param>
    /// <param name="plan">The topology.</param>
    /// <param name="features">Which features, in which order.</param>
    /// <param name="most">Rows wanted at most.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<RecordedFeatures> LatestAsync(
        LineageStore lineage,
        PipelinePlan plan,
        IReadOnlyList<string> features,
        int most,
        CancellationToken stop
    )
    {
        // As many batches as may hold the rows wanted, were they nearly empty.
        const int batches = 20;
        var (ids, values, scores) = (new List<string>(), new List<float>(), new List<float>());
        var scratch = new byte[TextColumn.ScratchBytes];
        foreach (var summary in await lineage.ListStreamsAsync(plan.Topology.Name, stop))
        {
            if (summary.Stream.Stage != plan.Final.Name || ids.Count == most)
                continue;
            await foreach (
                var batch in lineage.ReadAsync(summary.Stream, Math.Max(1, summary.Version - batches + 1), summary.Version, stop)
            )
            {
                using var rows = batch.Table(TableNames.Rows);
                if (rows is null || !features.All(f => Columns.HasFeature(rows, f)))
                    continue;
                if (ids.Count == most)
                    break;
                var id = new TextColumn(rows, plan.Topology.Source.Id);
                var scored = Columns.Float(rows, TableNames.Score);
                for (var row = 0; row < rows.Length && ids.Count < most; row++)
                {
                    ids.Add(Encoding.UTF8.GetString(id.Text(row, scratch)));
                    scores.Add(scored[row]);
                    foreach (var feature in features)
                        values.Add(Columns.Float(rows, feature)[row]);
                }
            }
        }

        return new RecordedFeatures(ids, [.. values], scores);
    }
}
