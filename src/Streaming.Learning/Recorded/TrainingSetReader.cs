using Streaming.Learning.Data;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Recorded;

/// <summary>A training set as it was found in the lineage.</summary>
/// <param name="Set">Scored rows with a label, in event-time order; the group is the value of the source's key.</param>
/// <param name="Ranges">The batches that were read.</param>
/// <param name="Unlabelled">Scored rows of the period whose label is not known yet.</param>
/// <param name="OtherFeatures">Rows left out because they were recorded before the topology had all its features.</param>
public sealed record RecordedSet(TrainingSet Set, IReadOnlyList<LineageRange> Ranges, int Unlabelled, int OtherFeatures);

/// <summary>Builds training sets from the lineage: features as recorded, labels joined by event id.</summary>
public sealed class TrainingSetReader(LineageStore store)
{
    /// <param name="plan">The topology.</param>
    /// <param name="period">Event times of the rows wanted.</param>
    /// <param name="progress">Told in a few words what begins.</param>
    /// <param name="stop">Stops reading.</param>
    /// <exception cref="LearningException">The topology has no labels, or nothing was recorded yet.</exception>
    public async Task<RecordedSet> ReadAsync(
        PipelinePlan plan,
        TimeRange period,
        IProgress<string>? progress = null,
        CancellationToken stop = default
    )
    {
        var topology = plan.Topology;
        if (topology.Labels is null)
        {
            throw new LearningException(
                $"Topology {topology.Name} has no labels to learn from: declare them under 'labels' in the topology file."
            );
        }

        var streams = await store.ListStreamsAsync(topology.Name, stop);
        var rowStreams = streams.Where(s => s.Stream.Stage == plan.Final.Name).ToArray();
        if (rowStreams.Length == 0)
        {
            throw new LearningException($"The lineage has no scored events of topology {topology.Name}. Let it score some first.")
            {
                Cure = Cure.Run(topology.Name),
            };
        }

        progress?.Report("reading labels");
        var pass = new BatchPass(store, period.From);
        var labels = await LabelReader.ReadAsync(pass, streams, plan, stop);

        progress?.Report($"reading scored events, {labels.Count} labels known");
        var rows = new LabelledRows(topology, labels);
        await pass.ForEachAsync(rowStreams, TableNames.Rows, batch => rows.Add(batch, period), stop);
        return new RecordedSet(rows.ToSet(), pass.Ranges, rows.Unlabelled, rows.OtherFeatures);
    }
}
