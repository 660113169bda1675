using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Recorded;

/// <summary>Rows of a range of the lineage, with their features as a model saw them.</summary>
/// <param name="FeatureNames">Names of the matrix's columns.</param>
/// <param name="Features">Row-major, rows x features; NaN is a missing value.</param>
/// <param name="EventTimes">One a row, ascending.</param>
/// <param name="Labels">One a row; null: none is known.</param>
/// <param name="Seen">Rows of the range that could have been taken.</param>
/// <param name="OtherFeatures">Rows that could not: they were recorded without some of the features.</param>
public sealed record RowSample(
    IReadOnlyList<string> FeatureNames,
    float[] Features,
    Timestamp[] EventTimes,
    bool?[] Labels,
    long Seen,
    long OtherFeatures
)
{
    /// <summary>Rows taken.</summary>
    public int Count => EventTimes.Length;
}

/// <summary>
/// Draws rows of a range: those whose ids have the least hashes (a bottom-k sample; Cohen, Kaplan 2007, doi:10.1145/1281100.1281133). The
/// same lineage gives the same rows, however it lies in streams, and a longer range keeps those of a shorter one that still count.
/// </summary>
public sealed class RowSampler(LineageStore store)
{
    /// <param name="plan">The topology.</param>
    /// <param name="features">Wanted, in their order.</param>
    /// <param name="period">Event times.</param>
    /// <param name="most">Rows at most.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="LearningException">Nothing was recorded.</exception>
    public async Task<RowSample> ReadAsync(
        PipelinePlan plan,
        IReadOnlyList<string> features,
        TimeRange period,
        int most,
        CancellationToken stop = default
    )
    {
        var streams = await store.ListStreamsAsync(plan.Topology.Name, stop);
        var labels = plan.Topology.Labels is null
            ? null
            : await LabelReader.ReadAsync(new BatchPass(store, period.From), streams, plan, stop);
        var drawn = new Drawn(features, plan.Topology.Source.Id, period, most);
        await new BatchPass(store, period.From).ForEachAsync(
            streams.Where(s => s.Stream.Stage == plan.Final.Name),
            TableNames.Rows,
            drawn.Add,
            stop
        );
        if (drawn.Seen > 0)
            return drawn.ToSample(labels);
        throw new LearningException(
            drawn.OtherFeatures > 0
                ? $"None of the {drawn.OtherFeatures:N0} rows in the lineage of {plan.Topology.Name} in that time has all the features."
                : $"The lineage of {plan.Topology.Name} has no scored events in that time."
        )
        {
            Cure = Cure.ShowStatus(plan.Topology.Name),
        };
    }

    sealed class Drawn(IReadOnlyList<string> features, string id, TimeRange period, int most)
    {
        // The greatest hash first: it is the one that gives way.
        readonly PriorityQueue<Row, UInt128> _least = new(Comparer<UInt128>.Create((a, b) => b.CompareTo(a)));

        internal long Seen { get; private set; }

        internal long OtherFeatures { get; private set; }

        internal void Add(RecordBatch rows)
        {
            var ids = EventKey.Of(rows, id);
            var times = Columns.Times(rows, SystemColumns.EventTime);
            var fits = features.All(name => Columns.HasFeature(rows, name));
            for (var row = 0; row < ids.Length; row++)
            {
                if (!period.Contains(times[row]))
                    continue;
                if (!fits)
                {
                    OtherFeatures++;
                    continue;
                }

                Seen++;
                if (_least.Count == most && _least.TryPeek(out _, out var greatest) && ids[row] >= greatest)
                    continue;
                var drawn = new Row(ids[row], times[row], [.. features.Select(name => Columns.Float(rows, name)[row])]);
                if (_least.Count == most)
                    _least.EnqueueDequeue(drawn, drawn.Id);
                else
                    _least.Enqueue(drawn, drawn.Id);
            }
        }

        internal RowSample ToSample(LabelIndex? labels)
        {
            var rows = _least.UnorderedItems.Select(i => i.Element).OrderBy(r => r.Time).ThenBy(r => r.Id).ToList();
            return new RowSample(
                features,
                [.. rows.SelectMany(r => r.Features)],
                [.. rows.Select(r => r.Time)],
                [.. rows.Select(r => LabelOf(r.Id))],
                Seen,
                OtherFeatures
            );

            bool? LabelOf(UInt128 key) =>
                labels?.Of(key, out _) is { State: LabelState.Known, Label.IsPositive: var positive } ? positive : null;
        }
    }

    sealed record Row(UInt128 Id, Timestamp Time, float[] Features);
}
