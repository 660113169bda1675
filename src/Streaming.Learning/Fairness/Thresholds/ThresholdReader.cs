using Apache.Arrow;
using Streaming.Events.Groups;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Fairness.Thresholds;

/// <summary>Works out thresholds by group from recorded rows, and tries them on later ones.</summary>
public sealed class ThresholdReader(LineageStore store)
{
    /// <summary>Share of the rows, the newest, on which thresholds are tried.</summary>
    const double Later = 0.3;

    /// <param name="plan">The topology.</param>
    /// <param name="rate">What is to be equal.</param>
    /// <param name="period">Event times of the rows.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="LearningException">The topology does not allow it, has no labels for the rate, or too few rows are
    /// recorded.</exception>
    public async Task<ThresholdReport> ReadAsync(PipelinePlan plan, EqualisedRate rate, TimeRange period, CancellationToken stop = default)
    {
        Check(plan, rate);
        var fairness = plan.Topology.Fairness!;
        var column = new GroupColumn(fairness.Thresholds!.Attribute);
        var streams = await store.ListStreamsAsync(plan.Topology.Name, stop);
        var labels = plan.Topology.Labels is null
            ? null
            : await LabelReader.ReadAsync(new BatchPass(store, period.From), streams, plan, stop);
        var due = FairnessReader.DueBefore(plan, streams);
        var rows = new List<ScoredRow>();
        await new BatchPass(store, period.From).ForEachAsync(
            streams.Where(s => s.Stream.Stage == plan.Final.Name),
            TableNames.Rows,
            Take,
            stop
        );
        return Report(plan.Topology, rate, column, rows);

        void Take(RecordBatch batch)
        {
            if (batch.Length == 0 || !Columns.Has(batch, TableNames.Decision))
                return;
            var times = Columns.Times(batch, SystemColumns.EventTime);
            var ids = EventKey.Of(batch, plan.Topology.Source.Id);
            var (groups, scores) = (column.Of(batch), Columns.Float(batch, TableNames.Score).ToArray());
            for (var row = 0; row < batch.Length; row++)
            {
                if (groups[row] == GroupColumn.None || !period.Contains(times[row]))
                    continue;
                bool? deserved =
                    labels is not null && times[row] < due && labels.TryGet(ids[row], out var positive)
                        ? fairness.Deserves(positive)
                        : null;
                var favoured = fairness.IsFavourable(Columns.Text(batch, TableNames.Decision, row)!);
                rows.Add(new ScoredRow(times[row], groups[row], scores[row], favoured, deserved));
            }
        }
    }

    /// <summary>Whether thresholds by group are allowed, and can be worked out.</summary>
    /// <exception cref="LearningException">They are not.</exception>
    public static void Check(PipelinePlan plan, EqualisedRate rate)
    {
        FairnessReader.Check(plan);
        if (plan.Topology.Fairness!.Thresholds is null)
        {
            throw new LearningException(
                $"Topology {plan.Topology.Name} does not let groups have thresholds of their own. Where that is lawful, write "
                    + "`thresholds: { by: ATTRIBUTE, because: ... }` under `fairness`."
            );
        }

        if (rate == EqualisedRate.TruePositiveRate && plan.Topology.Labels is null)
        {
            throw new LearningException(
                $"Topology {plan.Topology.Name} has no labels that tell for whom the favourable decision is right: make selection rates "
                    + "equal instead."
            );
        }
    }

    static ThresholdReport Report(TopologyModel topology, EqualisedRate rate, GroupColumn column, List<ScoredRow> rows)
    {
        var fairness = topology.Fairness!;
        var search = new ThresholdSearch(rate, highIsFavourable: !fairness.AreAdverse);
        var times = rows.Select(row => row.Time).Order().ToArray();
        var from = times.Length == 0 ? Timestamp.Beginning : times[(int)((1 - Later) * times.Length)];
        var earlier = rows.Where(row => row.Time < from && search.Counts(row)).ToLookup(row => row.Group);
        var later = rows.Where(row => row.Time >= from).ToLookup(row => row.Group);
        var names = column.Names.Index();
        var shown = (column.Attribute.Groups is null ? names.OrderBy(name => name.Item, StringComparer.Ordinal) : names)
            .Where(name => earlier[name.Index].Count() >= Math.Max(1, fairness.Smallest) && later[name.Index].Count() >= fairness.Smallest)
            .ToList();
        if (shown.Count < 2)
        {
            throw new LearningException(
                $"Fewer than two groups of {column.Attribute.Name} have {fairness.Smallest} rows that tell: nothing can be made equal. "
                    + "Let more rows be decided, or take in a longer period."
            );
        }

        var counted = shown.SelectMany(name => earlier[name.Index]).ToList();
        var target = (double)counted.Count(row => row.Favoured) / counted.Count;
        return new ThresholdReport(
            column.Attribute.Name,
            rate,
            target,
            !fairness.AreAdverse,
            from,
            [
                .. shown.Select(name =>
                {
                    var threshold = search.Nearest(earlier[name.Index], target);
                    return new GroupThreshold(
                        name.Item,
                        threshold,
                        Rates(later[name.Index], row => row.Favoured),
                        Rates(later[name.Index], row => search.IsFavoured(row.Score, threshold))
                    );
                }),
            ]
        );

        GroupRates Rates(IEnumerable<ScoredRow> own, Func<ScoredRow, bool> favoured)
        {
            var tally = new GroupTally();
            foreach (var row in own)
            {
                bool? label = row.Deserved is { } deserved ? deserved != fairness.AreAdverse : null;
                tally.Add(favoured(row), due: row.Deserved is not null, row.Score, label, row.Deserved == true);
            }

            return GroupRates.Of(tally, fairness.Smallest);
        }
    }
}
