using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Recorded;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Learning.Goals.Measuring;

/// <summary>Measures from lineage what goals are about. The same lineage gives the same figures, whoever asks and whenever.</summary>
public sealed class GoalsReader(LineageStore store)
{
    /// <summary>The newest event time whose labels are known.</summary>
    /// <param name="plan">The topology.</param>
    /// <param name="over">How much of it, at most.</param>
    /// <param name="since">No event before counts.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Null where no row is recorded.</returns>
    public async Task<GoalsWindow?> WindowAsync(PipelinePlan plan, TimeSpan over, Timestamp since, CancellationToken stop = default)
    {
        var streams = (await store.ListStreamsAsync(plan.Topology.Name, stop))
            .Where(s => s.Stream.Stage == plan.Final.Name && s.Totals.Rows > 0)
            .ToArray();
        if (streams.Length == 0)
            return null;
        var newest = streams.Max(s => s.Totals.MaxTime);
        var to = newest.Earlier(plan.Topology.Labels?.Delay ?? TimeSpan.Zero);
        var from = Timestamp.Max(to.Earlier(over), since);
        return new GoalsWindow(
            new TimeRange(from, Timestamp.Max(from, to)),
            streams.Min(s => s.Totals.MinTime),
            newest,
            streams.Any(s => s.Header.Control.FallsBack)
        );
    }

    /// <summary>What was recorded in a window.</summary>
    /// <param name="plan">The topology, which has labels.</param>
    /// <param name="window">The window.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<GoalMeasures> ReadAsync(PipelinePlan plan, GoalsWindow window, CancellationToken stop = default) =>
        (await PassAsync(plan, window, [], stop)).Recorded();

    /// <summary>The same, and what others make of the rows.</summary>
    internal async Task<WindowPass> PassAsync(
        PipelinePlan plan,
        GoalsWindow window,
        IReadOnlyList<RowScorer> scorers,
        CancellationToken stop
    )
    {
        var streams = await store.ListStreamsAsync(plan.Topology.Name, stop);
        var labels = await LabelReader.ReadAsync(new BatchPass(store, window.Range.From), streams, plan, stop);
        var pass = new WindowPass(plan.Topology, window, labels, scorers);
        await new BatchPass(store, window.Range.From).ForEachAsync(
            streams.Where(s => s.Stream.Stage == plan.Final.Name),
            TableNames.Rows,
            pass.Take,
            stop
        );
        return pass;
    }

    /// <summary>Whether no label has come for so much event time.</summary>
    /// <param name="plan">The topology, which has labels.</param>
    /// <param name="window">What is measured over.</param>
    /// <param name="span">How much.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<bool> IsSilentAsync(PipelinePlan plan, GoalsWindow window, TimeSpan span, CancellationToken stop = default)
    {
        var from = window.Newest.Earlier(span);
        // What began later may still be waiting for its first label.
        if (window.First > from)
            return false;
        var streams = await store.ListStreamsAsync(plan.Topology.Name, stop);
        var labels = await LabelReader.ReadAsync(new BatchPass(store, from), streams, plan, stop);
        return labels.Newest is not { } last || last < from;
    }
}
