using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Streaming.Events.Time;
using Streaming.Features;
using Streaming.Features.Snapshots;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Streaming.Pipeline.Evolution;
using Streaming.Pipeline.Hosting;
using Streaming.Pipeline.Recording;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Pipeline.Recovery;

/// <summary>
/// Brings a stage partition's state back: the newest snapshot of its windows that can be used, and the recorded rows of the
/// batches after it, taken through the code that built the state. Without a snapshot, all rows within the look-back of the
/// windows; after a rescale, those of every partition that had some of its keys (<see cref="StateSpans"/>). The validators
/// run ahead of the merge, so no snapshot is theirs: ids are remembered again from the rows within the duplicate check's span.
/// </summary>
sealed class StateRestore(StagePlan stage, TopologyModel topology, LineageStore store, bool useSnapshots, ILogger logger)
{
    /// <summary>Batches that say which event time the validators had reached: one may have had old rows only.</summary>
    const int BatchesAsked = 8;

    readonly RestoredRows _recorded = new(topology, stage);
    readonly bool _textKey = topology.Source.Fields.Any(f => f.Name == stage.Key && f.Type == FieldType.String);

    public async Task<RestoredState> RestoreAsync(
        LineageTail tail,
        FeatureEngine features,
        IReadOnlyList<Validator> validators,
        CancellationToken stop
    )
    {
        var start = Stopwatch.GetTimestamp();
        var partition = tail.Stream.Partition;
        if (tail.Header is not { } header)
            return new RestoredState(partition, 0, 0, 0, TimeSpan.Zero);
        // Decided once, perhaps long before the rows that are replayed.
        if (header.Partitioner is { } recognised)
        {
            foreach (var validator in validators)
                validator.Restore(new ValidatorState(recognised));
        }

        var (snapshot, entries) = (0L, 0L);
        var within = IdsWithin(features, validators);
        var found = await new StateSpans(store, SnapshotAsync).FindAsync(
            tail,
            stage.Inputs is [{ Kind: InputKind.Source }, ..] ? header.Partitioner : PartitionerKind.Murmur2,
            features.Horizon > TimeSpan.Zero,
            within > TimeSpan.Zero,
            stop
        );
        var windowsSince = header.Watermark.Earlier(features.Horizon);
        var idsSince = within > TimeSpan.Zero ? (await ReachedAsync(tail, header.Watermark, stop)).Earlier(within) : Timestamp.End;
        var (rows, work) = (0L, 0L);
        foreach (var span in found)
        {
            var windows = await VersionsAsync(span.Tail, windowsSince, span.Windows, stop);
            var ids = await VersionsAsync(span.Tail, idsSince, span.Ids, stop);
            await foreach (var batch in store.ReadAsync(span.Tail.Stream, windows.Union(ids), stop))
            {
                if (ids.Contains(batch.Version))
                    Replay(batch, span.Share, validators);
                if (!windows.Contains(batch.Version))
                    continue;
                var replayed = Replay(batch, span.Share, features, header.Watermark);
                rows += replayed;
                work += SnapshotSchedule.Work(replayed);
            }
        }

        // The last batches may have had only old rows or none.
        features.Replay(events: null, labels: null, [], header.Watermark);
        var restored = new RestoredState(partition, snapshot, entries, rows, Stopwatch.GetElapsedTime(start)) { Work = work };
        PipelineLog.StateRestored(logger, stage.Name, partition, restored.Duration, snapshot, entries, rows);
        return restored;

        async Task<long> SnapshotAsync(LineageTail of, long after, KeyShare share)
        {
            var own = ReferenceEquals(of, tail);
            var taken = await TakeAsync(of, after, own ? null : share, features, stop);
            if (own)
                snapshot = taken.Version;
            entries += taken.Entries;
            return taken.Version;
        }
    }

    async Task<(long Version, long Entries)> TakeAsync(
        LineageTail tail,
        long after,
        KeyShare? share,
        FeatureEngine features,
        CancellationToken stop
    )
    {
        // Keys of snapshots are told apart by their bytes, which are their text only where they are strings.
        if (!useSnapshots || (share is { TakesAll: false } && !_textKey))
            return (0, 0);
        await foreach (var snapshot in store.ReadSnapshotsAsync(tail, stop))
        {
            if (snapshot.Version <= after)
                break;
            try
            {
                return (snapshot.Version, share is null ? features.Restore(snapshot.Body) : features.Merge(snapshot.Body, share.Takes));
            }
            catch (SnapshotException e)
            {
                PipelineLog.SnapshotNotUsed(logger, stage.Name, tail.Stream.Partition, snapshot.Version, e.Message);
            }
        }

        return (0, 0);
    }

    /// <summary>How far back the validators have to see rows.</summary>
    TimeSpan IdsWithin(FeatureEngine features, IReadOnlyList<Validator> validators)
    {
        if (validators.Count == 0)
            return TimeSpan.Zero;
        if (!validators.Any(v => v.IsPlacementOpen))
            return stage.DuplicatesWithin ?? TimeSpan.Zero;
        // While the partitioner is open, rows are evidence of it too.
        return features.Horizon > stage.StateHorizon ? features.Horizon : stage.StateHorizon;
    }

    /// <summary>
    /// The event time that accepted rows have reached. It may lie far behind the clock, where watermarks moved that alone; and a
    /// row later than the clock was taken early.
    /// </summary>
    async Task<Timestamp> ReachedAsync(LineageTail tail, Timestamp clock, CancellationToken stop)
    {
        var times = await store.LastTimesAsync(tail.Stream, tail.Version, BatchesAsked, stop);
        return times.Where(t => t <= clock).DefaultIfEmpty(clock).Max();
    }

    async Task<HashSet<long>> VersionsAsync(LineageTail tail, Timestamp since, long? after, CancellationToken stop) =>
        after is { } version ? [.. (await store.VersionsSinceAsync(tail.Stream, since, version, stop)).Where(v => v <= tail.Version)] : [];

    void Replay(LineageBatch batch, KeyShare share, IReadOnlyList<Validator> validators)
    {
        var labels = stage.Inputs[0].Kind == InputKind.Labels;
        if (share.Of(batch.Table(labels ? TableNames.Labels : TableNames.Rows), labels ? null : stage.Key) is not { } validated)
            return;
        foreach (var validator in validators)
            validator.Replay(validated);
    }

    int Replay(LineageBatch batch, KeyShare share, FeatureEngine features, Timestamp clock)
    {
        var (recorded, labels, places) = _recorded.Of(batch);
        var rows = share.Of(recorded, stage.Key);
        var mine = share.Of(labels, stage.Key);
        // Nothing is computed here: where labels stood among the events makes no difference.
        var before = ReferenceEquals(mine, labels) ? places : new int[mine?.Length ?? 0];
        features.Replay(rows, mine, before, Timestamp.Min(batch.Header.Watermark, clock));
        return (rows?.Length ?? 0) + (mine?.Length ?? 0);
    }
}
