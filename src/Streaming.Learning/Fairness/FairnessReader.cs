using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Fairness;

/// <summary>Reads from lineage how groups fare. The same lineage gives the same figures, whoever asks and whenever.</summary>
public sealed class FairnessReader(LineageStore store)
{
    /// <param name="plan">The topology.</param>
    /// <param name="period">Event times of the rows.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="LearningException">It declares no groups, or an attribute has too many.</exception>
    public async Task<FairnessReport> ReadAsync(PipelinePlan plan, TimeRange period, CancellationToken stop = default)
    {
        Check(plan);
        var streams = await store.ListStreamsAsync(plan.Topology.Name, stop);
        var labels = plan.Topology.Labels is null
            ? null
            : await LabelReader.ReadAsync(new BatchPass(store, period.From), streams, plan, stop);
        var tally = new FairnessTally(plan.Topology, period, labels, DueBefore(plan, streams));
        await new BatchPass(store, period.From).ForEachAsync(
            streams.Where(s => s.Stream.Stage == plan.Final.Name),
            TableNames.Rows,
            Take,
            stop
        );
        return tally.Report();

        // As it was published: what a guard made of a decision is what befell who it was about.
        void Take(RecordBatch rows)
        {
            if (rows.Length > 0 && Columns.Has(rows, TableNames.Decision))
                tally.Add(rows, Columns.Float(rows, TableNames.Score), Columns.Bytes(rows, TableNames.Decision));
        }
    }

    /// <summary>Whether the topology declares groups.</summary>
    /// <exception cref="LearningException">It does not.</exception>
    public static void Check(PipelinePlan plan)
    {
        if (plan.Topology.Fairness is null)
        {
            throw new LearningException(
                $"Topology {plan.Topology.Name} declares no groups: write under `fairness` in the topology file which there are, and which "
                    + "decisions are bad for who they are about."
            );
        }
    }

    /// <summary>The event time before which labels have had their time to come.</summary>
    internal static Timestamp DueBefore(PipelinePlan plan, IReadOnlyList<StreamSummary> streams)
    {
        var final = streams.Where(s => s.Stream.Stage == plan.Final.Name && s.Totals.Rows > 0).ToList();
        if (final.Count == 0)
            return Timestamp.Beginning;
        var newest = final.Max(s => s.Totals.MaxTime);
        return plan.Topology.Labels?.Delay is { } delay ? newest.Earlier(delay) : newest.AddMicros(1);
    }
}
