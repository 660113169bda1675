using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Streaming.Features;
using Streaming.Features.Snapshots;
using Streaming.Lineage;
using Streaming.Pipeline.Hosting;
using Streaming.Pipeline.Recording;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Pipeline.Recovery;

/// <summary>
/// Brings a stage partition's state back: the newest snapshot of its windows that can be used, and the recorded rows of the
/// batches after it, taken through the code that built the state. Without a snapshot, all rows within the look-back of the
/// windows. The validators run ahead of the merge, so no snapshot is theirs: ids are remembered again from the rows
/// within the duplicate check's span.
/// </summary>
internal sealed class StateRestore(StagePlan stage, LineageStore store, bool useSnapshots, ILogger logger)
{
    /// <summary>Batches that say which event time the validators had reached: one may have had old rows only.</summary>
    private const int BatchesAsked = 8;

    public async Task<RestoredState> RestoreAsync(
        LineageTail tail, FeatureEngine features, IReadOnlyList<Validator> validators, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var partition = tail.Stream.Partition;
        if (tail.Header is not { } header) return new RestoredState(partition, 0, 0, 0, TimeSpan.Zero);
        // Decided once, perhaps long before the rows that are replayed.
        if (header.Partitioner() is { } recognised)
        {
            foreach (var validator in validators) validator.Restore(validator.State with { Recognised = recognised });
        }

        var (snapshot, entries) = features.Horizon > TimeSpan.Zero && useSnapshots ? await SnapshotAsync(tail, features, stop) : (0, 0);
        var windows = features.Horizon > TimeSpan.Zero
            ? (await store.VersionsSinceAsync(tail.Stream, Before(header.Clock, features.Horizon), snapshot, stop)).ToHashSet()
            : [];
        var ids = await IdsAsync(tail, header, features, validators, stop);
        var (rows, work) = (0L, 0L);
        await foreach (var batch in store.ReadAsync(tail.Stream, windows.Union(ids), stop))
        {
            if (ids.Contains(batch.Version)) Replay(batch, validators);
            if (!windows.Contains(batch.Version)) continue;
            var replayed = Replay(batch, features);
            rows += replayed;
            work += SnapshotSchedule.Work(replayed);
        }

        // The last batches may have had only old rows or none.
        features.Replay(events: null, labels: null, [], header.Clock);
        var restored = new RestoredState(partition, snapshot, entries, rows, Stopwatch.GetElapsedTime(start)) { Work = work };
        PipelineLog.StateRestored(logger, stage.Name, partition, restored.Duration, snapshot, entries, rows);
        return restored;
    }

    private async Task<(long Version, long Entries)> SnapshotAsync(LineageTail tail, FeatureEngine features, CancellationToken stop)
    {
        await foreach (var snapshot in store.ReadSnapshotsAsync(tail, stop))
        {
            try
            {
                return (snapshot.Version, features.Restore(snapshot.Body));
            }
            catch (SnapshotException e)
            {
                PipelineLog.SnapshotNotUsed(logger, stage.Name, tail.Stream.Partition, snapshot.Version, e.Message);
            }
        }

        return (0, 0);
    }

    /// <summary>Versions of the batches whose rows the validators have to see.</summary>
    private async Task<HashSet<long>> IdsAsync(
        LineageTail tail, BatchHeader header, FeatureEngine features, IReadOnlyList<Validator> validators, CancellationToken stop)
    {
        if (validators.Count == 0) return [];
        // While the partitioner is open, rows are evidence of it too.
        var open = validators.Any(v => v.IsPlacementOpen);
        var within = open && features.Horizon > stage.StateHorizon ? features.Horizon : open ? stage.StateHorizon : stage.DuplicatesWithin ?? TimeSpan.Zero;
        if (within == TimeSpan.Zero) return [];
        var reached = await ReachedAsync(tail, header.Clock, stop);
        return [.. await store.VersionsSinceAsync(tail.Stream, Before(reached, within), afterVersion: 0, stop)];
    }

    /// <summary>
    /// The event time that accepted rows have reached. It may lie far behind the clock, where watermarks moved that alone; and a
    /// row later than the clock was taken early.
    /// </summary>
    private async Task<long> ReachedAsync(LineageTail tail, long clock, CancellationToken stop)
    {
        var times = await store.LastTimesAsync(tail.Stream, tail.Version, BatchesAsked, stop);
        return times.Where(t => t <= clock).DefaultIfEmpty(clock).Max();
    }

    private static long Before(long time, TimeSpan span) => time == long.MinValue ? time : time - (long)span.TotalMicroseconds;

    private void Replay(LineageBatch batch, IReadOnlyList<Validator> validators)
    {
        if (batch.Table(stage.Inputs[0].Kind == InputKind.Labels ? TableNames.Labels : TableNames.Rows) is not { } validated) return;
        foreach (var validator in validators) validator.Replay(validated);
    }

    private static int Replay(LineageBatch batch, FeatureEngine features)
    {
        var rows = batch.Table(TableNames.Rows);
        var labels = batch.Table(TableNames.Labels);
        features.Replay(rows, labels, RecordedBatch.Before(labels), batch.Header.Clock);
        return (rows?.Length ?? 0) + (labels?.Length ?? 0);
    }
}
