using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Datasets;
using Streaming.Lineage.Store;
using Streaming.Models;
using Streaming.Models.Datasets;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Recorded;

/// <summary>A training set as it was found in the lineage.</summary>
/// <param name="Set">Scored rows with a label, in event-time order; the group is the value of the source's key.</param>
/// <param name="Ranges">The batches that were read.</param>
/// <param name="Unlabelled">Scored rows of the period whose label is not known yet.</param>
/// <param name="OtherFeatures">Rows left out because they were recorded before the topology had all its features.</param>
/// <param name="Dataset">Id of it (<see cref="DatasetId"/>).</param>
/// <param name="Labels">What labels were like.</param>
public sealed record RecordedSet(
    TrainingSet Set,
    IReadOnlyList<LineageRange> Ranges,
    int Unlabelled,
    int OtherFeatures,
    string Dataset,
    LabelCounts Labels
);

/// <summary>Builds training sets from the lineage: features as recorded, labels joined by event id.</summary>
public sealed class TrainingSetReader(LineageStore store)
{
    /// <summary>Room is made for so many rows of a stream before the first is read, at most.</summary>
    const int MostExpected = 10_000_000;

    /// <summary>By what rows are divided into protected groups; null: they are not.</summary>
    public ProtectedAttribute? Attribute { get; init; }

    /// <param name="plan">The topology.</param>
    /// <param name="period">Event times of the rows wanted.</param>
    /// <param name="progress">Told in a few words what begins.</param>
    /// <param name="stop">Stops reading.</param>
    /// <exception cref="LearningException">The topology has no labels, or nothing was recorded yet.</exception>
    public Task<RecordedSet> ReadAsync(
        PipelinePlan plan,
        TimeRange period,
        IProgress<string>? progress = null,
        CancellationToken stop = default
    ) => ReadAsync(plan, period, null, progress, stop);

    /// <summary>Makes a dataset again, as it was when a version was trained on it: what has been recorded since does not count.</summary>
    /// <param name="plan">The topology, with the features of that time.</param>
    /// <param name="dataset">Which.</param>
    /// <param name="progress">Told in a few words what begins.</param>
    /// <param name="stop">Stops reading.</param>
    /// <exception cref="LearningException">The lineage that it came from is not there any more as it was, or the topology has other
    /// features.</exception>
    public async Task<RecordedSet> ReadAgainAsync(
        PipelinePlan plan,
        KnownDataset dataset,
        IProgress<string>? progress = null,
        CancellationToken stop = default
    )
    {
        var features = plan.Topology.Features.Select(f => f.Name).ToList();
        if (plan.Topology.Name != dataset.Topology || !features.SequenceEqual(dataset.Features))
        {
            throw new LearningException(
                $"Dataset {dataset.Id[..12]} is of {dataset.Topology} with the features {string.Join(", ", dataset.Features)}; this is "
                    + $"{plan.Topology.Name} with {string.Join(", ", features)}. Name the topology file of that time."
            );
        }

        var period = new TimeRange(dataset.From ?? Timestamp.Beginning, dataset.To ?? Timestamp.End);
        var recorded = await ReadAsync(plan, period, dataset.Ranges, progress, stop);
        return recorded.Dataset == dataset.Id
            ? recorded
            : throw new LearningException(
                $"Dataset {dataset.Id[..12]} cannot be made again: the lineage that it came from is not as it was, so its id would be "
                    + $"{recorded.Dataset[..12]}. Older batches were removed, some were altered, or labels have other rules now."
            )
            {
                Cure = Cure.Verify(dataset.Topology),
            };
    }

    async Task<RecordedSet> ReadAsync(
        PipelinePlan plan,
        TimeRange period,
        IReadOnlyList<LineageRange>? again,
        IProgress<string>? progress,
        CancellationToken stop
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
        var pass = new BatchPass(store, period.From, again);
        var labels = await LabelReader.ReadAsync(pass, streams, plan, stop);

        progress?.Report($"reading scored events, {labels.Count} labels known");
        // Streams at the same time; what is found is put together in their order.
        var read = await Task.WhenAll(
            rowStreams.Select(stream =>
                Task.Run(
                    async () =>
                    {
                        var (own, rows) = (new BatchPass(store, period.From, again), new LabelledRows(topology, labels, period, Attribute));
                        // Where all is wanted, how much that is is known.
                        if (period.From == Timestamp.Beginning && period.To == Timestamp.End)
                            rows.Expect((int)Math.Min(stream.Totals.Rows, MostExpected));
                        await own.ForEachAsync([stream], TableNames.Rows, rows.Add, stop);
                        return (Pass: own, Rows: rows);
                    },
                    stop
                )
            )
        );
        LabelledRows[] found = [.. read.Select(r => r.Rows)];
        BatchPass[] passes = [pass, .. read.Select(r => r.Pass)];
        var set = LabelledRows.ToSet(topology, found);
        var id = DatasetId.Of(
            topology.Name,
            set.FeatureNames,
            topology.Labels.Target,
            period.From,
            period.To,
            [.. passes.SelectMany(p => p.Read)],
            LabelRule.Words(topology.Labels)
        );
        return new RecordedSet(
            set,
            [.. passes.SelectMany(p => p.Ranges)],
            found.Sum(r => r.Unlabelled),
            found.Sum(r => r.OtherFeatures),
            id,
            LabelledRows.Counts(found, labels)
        );
    }
}
