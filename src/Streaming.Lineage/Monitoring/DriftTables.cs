using System.Text.Json;
using Streaming.Drift.Columns;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;

namespace Streaming.Lineage.Monitoring;

/// <summary>What the drift follower found, as its tables keep it.</summary>
sealed class DriftTables(WatchTables tables)
{
    /// <inheritdoc cref="WatchTables.Handler"/>
    public BatchesHandler Handler(Func<IReadOnlyList<LineageBatch>, WatchTransaction, CancellationToken, Task> handle) =>
        tables.Handler(handle);

    /// <inheritdoc cref="WatchTransaction.ReadAsync"/>
    public async Task<WatchedStream?> ReadAsync(WatchTransaction transaction, StreamKey stream, CancellationToken stop) =>
        await transaction.ReadAsync(stream, stop) is { } state ? Stream(state) : null;

    /// <inheritdoc cref="WatchTables.ReadAsync(CancellationToken)"/>
    public async Task<List<WatchedStream>> ReadAsync(CancellationToken stop) => (await tables.ReadAsync(stop)).ConvertAll(Stream);

    /// <inheritdoc cref="WatchTables.AlarmsAsync"/>
    public async Task<List<DriftAlarm>> AlarmsAsync(CancellationToken stop) =>
        (await tables.AlarmsAsync(stop)).ConvertAll(a => new DriftAlarm(
            a.Record,
            a.EventTime,
            a.Model,
            a.ModelVersion,
            a.Evidence,
            JsonSerializer.Deserialize<List<Culprit>>(a.Culprits) ?? []
        ));

    public static Task SaveAsync(WatchTransaction transaction, WatchedStream stream, CancellationToken stop) =>
        transaction.SaveAsync(
            new WatchState(stream.Stream, stream.Version, stream.Model, stream.ModelVersion, stream.Detector.Save()),
            stop
        );

    public static Task SaveAsync(WatchTransaction transaction, DriftAlarm alarm, CancellationToken stop) =>
        transaction.SaveAsync(
            new WatchAlarm(
                alarm.Record,
                alarm.EventTime,
                alarm.Model,
                alarm.ModelVersion,
                alarm.Evidence,
                JsonSerializer.Serialize(alarm.Culprits)
            ),
            stop
        );

    public Task ForgetAsync(CancellationToken stop) => tables.ForgetAsync(stop);

    WatchedStream Stream(WatchState state)
    {
        try
        {
            var detector = ColumnsDetector.Restore(state.State);
            return new WatchedStream(state.Stream, state.Version, state.Model, state.ModelVersion, detector);
        }
        catch (InvalidDataException e)
        {
            throw tables.Unreadable(state.Stream, e.Message);
        }
    }
}
