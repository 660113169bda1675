using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Inference.Serving;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Learning.WhatIf;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Trials;

/// <summary>
/// What the version before the champion would have said of the rows that the champion has scored since: it serves no more, and the same
/// features give the same scores at any time.
/// </summary>
public sealed class AfterwardsReader(LineageStore store)
{
    /// <param name="plan">The topology, which has labels.</param>
    /// <param name="champion">The one that decides.</param>
    /// <param name="before">The one before it, made for the topology's features.</param>
    /// <param name="since">When the champion was promoted: batches written before are left out.</param>
    /// <param name="rule">What decides.</param>
    /// <param name="stop">Stops reading.</param>
    /// <returns>The version before as the challenger; null where the champion has scored nothing since.</returns>
    public async Task<TrialReport?> ReadAsync(
        PipelinePlan plan,
        ModelInRole champion,
        ServedModel before,
        Timestamp since,
        TrialRule rule,
        CancellationToken stop = default
    )
    {
        var topology = plan.Topology;
        var period = new TimeRange(Timestamp.Beginning, Timestamp.End);
        string[] features = [.. topology.Features.Select(f => f.Name)];
        var streams = await store.ListStreamsAsync(topology.Name, stop);
        var labels = await LabelReader.ReadAsync(new BatchPass(store, period.From), streams, plan, stop);
        var scores = new TwiceScored(topology);
        var pass = new BatchPass(store, period.From) { Which = IsOfChampion };
        await pass.ForEachAsync(streams.Where(s => s.Stream.Stage == plan.Final.Name), TableNames.Rows, Take, stop);
        var challenger = new ModelInRole(ModelRole.Shadow, before.Version.Name, before.Version.Version, before.Version.Hash);
        return scores.Count == 0 ? null : TrialReport.Of(champion, challenger, scores, labels, rule);

        bool IsOfChampion(BatchHeader header) =>
            header.WrittenAt >= since && header.Model is { } model && (model.Name, model.Version) == (champion.Name, champion.Version);

        void Take(RecordBatch rows)
        {
            if (!Columns.HasFeatures(rows, features))
                return;
            var others = new float[rows.Length];
            before.Model.ScoreEach(rows, features, others);
            scores.Add(rows, RecordedScores.Of(rows, 0), others, period);
        }
    }
}
