using Npgsql;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Store;
using Streaming.Topology.Plan;
using Streaming.Torture.Publishing;

namespace Streaming.Torture.Scene;

/// <summary>Waits until every record that was published has gone through every stage, as far as counts can tell.</summary>
static class Drain
{
    /// <returns>Null once all is through; else, at the deadline, what is missing.</returns>
    public static async Task<string?> WaitAsync(TortureScene scene, CancellationToken stop)
    {
        await using var store = new LineageStore(scene.Database.ConnectionString);
        var missing = "";
        var done = await Until.TrueAsync(
            async () => (missing = await MissingAsync(scene, store, stop)).Length == 0,
            scene.Options.Patience,
            stop
        );
        return done ? null : missing;
    }

    static async Task<string> MissingAsync(TortureScene scene, LineageStore store, CancellationToken stop)
    {
        try
        {
            var streams = await store.ListStreamsAsync(scene.Plan.Topology.Name, stop);
            return Missing(scene.Plan, scene.Publisher, streams)
                ?? (
                    scene.Watch.Outputs < scene.Publisher.AcknowledgedEvents
                        ? $"{scene.Watch.Outputs} of {scene.Publisher.AcknowledgedEvents} outputs are visible"
                        : ""
                );
        }
        catch (Exception e) when (e is NpgsqlException or StoreUnavailableException)
        {
            return $"PostgreSQL does not answer: {e.Message}";
        }
    }

    /// <summary>What lineage lacks of what was published; null where nothing.</summary>
    public static string? Missing(PipelinePlan plan, SteadyPublisher publisher, IReadOnlyList<StreamSummary> streams)
    {
        var (events, labels) = (publisher.AcknowledgedEvents, publisher.Labels);
        foreach (var stage in plan.Stages)
        {
            var (rows, rejected, taken) = Sum(streams.Where(s => s.Stream.Stage == stage.Name));
            var isLabels = stage.Inputs.Any(i => i.Kind == InputKind.Labels);
            var (accepted, due) = isLabels ? (taken, labels) : (rows, events);
            if (accepted + rejected < due)
                return $"{stage.Name} has {accepted + rejected} of {due} records";
            if (isLabels)
                labels = accepted;
            else
                events = rows;
            if (!isLabels && stage.Inputs.Any(i => i.Content == RowContent.Labels) && taken < labels)
                return $"{stage.Name} has {taken} of {labels} labels";
        }

        return null;
    }

    static (long Rows, long Rejected, long Labels) Sum(IEnumerable<StreamSummary> streams) =>
        streams.Aggregate((Rows: 0L, Rejected: 0L, Labels: 0L), (sum, s) =>
            (sum.Rows + s.Totals.Rows, sum.Rejected + s.Totals.Rejected, sum.Labels + s.Totals.Labels)
        );
}
