using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Following;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Retention;

/// <summary>
/// Decides where each stream may be cut. What stays must be whole: state can be restored from it now, every restore that is recorded in it
/// can be replayed, no follower misses anything, and what is not emitted yet can be.
/// </summary>
sealed class CutPlanner(LineageStore store, RetentionRule rule, Timestamp now)
{
    Timestamp Cutoff => now.Earlier(rule.Keep);

    /// <param name="cuts">What was removed before.</param>
    /// <param name="latest">Of some streams, the version that the cut must not lie after.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyList<CutCandidates>> FindAsync(
        LineageCuts cuts,
        IReadOnlyDictionary<StreamKey, long> latest,
        CancellationToken stop
    )
    {
        var unfollowed = await FollowerTables.UnhandledAsync(store.Database, rule.Topology, stop);
        var found = new List<CutCandidates>();
        foreach (var end in await store.ListStreamsAsync(rule.Topology, stop))
        {
            if (!rule.LookBacks.TryGetValue(end.Stream.Stage, out var lookBack))
                continue;
            var from = cuts.FirstOf(end.Stream);
            var (follower, handled) = unfollowed.Of(end.Stream);
            found.Add(
                new CutCandidates(end, from, await StartsAsync(end.Stream, from, end.Version, stop), lookBack, Cutoff)
                {
                    Latest = latest.GetValueOrDefault(end.Stream, long.MaxValue),
                    Unfollowed = handled is { } last ? last + 1 : long.MaxValue,
                    Follower = follower,
                }
            );
        }

        foreach (var stage in found.GroupBy(s => s.Stream.Stage, StringComparer.Ordinal))
            Need([.. stage]);
        return found;
    }

    /// <summary>What present state, and every restore that stays, needs. A stage that was rescaled restores from all its
    /// partitions.</summary>
    static void Need(List<CutCandidates> stage)
    {
        var rescaled = stage.Exists(s => s.End.RescaledAt > 0);
        foreach (var stream in stage)
        {
            if (stream.LookBack.Longest > TimeSpan.Zero)
                Need(stream, stream.End.Watermark.Earlier(stream.LookBack.Longest), KeptBecause.StateNeedsIt);
        }

        // A cut that moves forward keeps more restores, which may need more: until nothing moves.
        for (var moved = true; moved; )
        {
            var firsts = stage.ConvertAll(s => s.First);
            foreach (var stream in stage.Where(s => s.LookBack.HasState))
            {
                foreach (var restore in stream.Starts.Where(s => s.IsRestore && s.Version >= stream.First))
                    Need(stream, restore.RestoredAt.Earlier(stream.LookBack.Windows), KeptBecause.RestoreNeedsIt);
            }

            moved = !firsts.SequenceEqual(stage.Select(s => s.First));
        }

        void Need(CutCandidates by, Timestamp since, KeptBecause why)
        {
            foreach (var stream in rescaled ? stage : [by])
                stream.Need(since, why);
        }
    }

    async Task<IReadOnlyList<SegmentStart>> StartsAsync(StreamKey stream, long from, long end, CancellationToken stop)
    {
        var begun = (await SegmentTable.ListAsync(store.Database, stream, stop)).Where(v => v > from && v <= end).Prepend(from).ToList();
        var starts = new List<SegmentStart>();
        LineageBatch? before = null;
        await foreach (
            var batch in store.Events.BatchesAsync(stream, begun.Concat(begun.Select(v => v - 1)).Where(v => v >= from).Distinct(), stop)
        )
        {
            if (begun.Contains(batch.Version))
                starts.Add(SegmentStart.Of(batch, before?.Version == batch.Version - 1 ? before.Header : null));
            before = batch;
        }

        return starts;
    }
}
