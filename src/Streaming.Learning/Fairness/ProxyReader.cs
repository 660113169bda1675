using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Algorithms;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Learning.Training;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Fairness;

/// <summary>Tests what a model sees for proxies: features that tell groups apart, although the group itself is none of them.</summary>
public sealed class ProxyReader(LineageStore store)
{
    /// <summary>More rows make no figure any clearer: of more, those whose ids hash low are taken.</summary>
    const int MostRows = 200_000;

    /// <summary>Share of the time on which all features together are tried.</summary>
    const double Later = 0.3;

    /// <param name="plan">The topology.</param>
    /// <param name="period">Event times of the rows.</param>
    /// <param name="progress">Told in a few words what begins.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="LearningException">It declares no groups, or an attribute has too many.</exception>
    public async Task<ProxyReport> ReadAsync(
        PipelinePlan plan,
        TimeRange period,
        IProgress<string>? progress = null,
        CancellationToken stop = default
    )
    {
        FairnessReader.Check(plan);
        var topology = plan.Topology;
        var streams = (await store.ListStreamsAsync(topology.Name, stop)).Where(s => s.Stream.Stage == plan.Final.Name).ToList();
        var rows = new ProxyRows(topology, period, Math.Min(1, (double)MostRows / Math.Max(1, streams.Sum(s => s.Totals.Rows))));
        progress?.Report("reading recorded rows");
        await new BatchPass(store, period.From).ForEachAsync(streams, TableNames.Rows, rows.Add, stop);
        var found = new List<AttributeProxies>();
        foreach (var (at, attribute) in topology.Fairness!.Attributes.Index())
        {
            progress?.Report($"looking for proxies of {attribute.Name}");
            found.Add(new AttributeProxies(attribute.Name, Groups(rows, at, topology.Fairness.Smallest, stop)));
        }

        return new ProxyReport(rows.Count, found);
    }

    static List<GroupProxies> Groups(ProxyRows rows, int attribute, int smallest, CancellationToken stop)
    {
        var found = new List<GroupProxies>();
        foreach (var (number, name) in rows.Names(attribute))
        {
            var set = rows.OfGroup(attribute, number);
            var own = set.CountPositives();
            // Of two groups the second is told by what tells the first, and a small one must not be told by its complement.
            if (Math.Min(own, set.Count - own) < Math.Max(1, smallest))
                continue;
            stop.ThrowIfCancellationRequested();
            found.Add(
                new GroupProxies(
                    name,
                    own,
                    Together(set),
                    [
                        .. set
                            .FeatureNames.Select((feature, column) => new FeatureProxy(feature, Auc.Of(Column(set, column), set.Labels)!))
                            .OrderByDescending(proxy => proxy.Strength)
                            .ThenBy(proxy => proxy.Feature, StringComparer.Ordinal),
                    ]
                )
            );
        }

        return found;
    }

    static Estimate? Together(TrainingSet set)
    {
        if (set.EventTimes.Max() == set.EventTimes.Min())
            return null;
        var split = TimeSplit.AtEnd(set, Later, TimeSpan.Zero);
        var (earlier, later) = (split.TrainRows(set), split.TestRows(set));
        if (Lesser(earlier) < Trainer.MinRowsPerClass || Lesser(later) < Trainer.MinRowsPerClass)
            return null;
        var grown = Trainer.Grow(earlier, new TrainerOptions { Algorithm = Algorithm.Sdca }.WithDefaults());
        return Auc.Of(System.Array.ConvertAll(grown.Probabilities(later), p => (float)p), later.Labels);

        static int Lesser(TrainingSet rows) => Math.Min(rows.CountPositives(), rows.Count - rows.CountPositives());
    }

    static float[] Column(TrainingSet set, int column) => [.. Enumerable.Range(0, set.Count).Select(row => set.Row(row)[column])];
}
