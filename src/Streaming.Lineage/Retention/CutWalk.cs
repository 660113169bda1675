using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Snapshots;
using Streaming.Lineage.Store;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Lineage.Retention;

/// <summary>
/// Reads what is to be removed of one stream and checks all of it: nothing damaged is ever signed away, and whatever a look at beginnings
/// of segments cannot see is seen here.
/// </summary>
sealed class CutWalk(LineageStore store, CutCandidates plan, RecordedCut? before, Timestamp cutoff)
{
    /// <summary>What was found: the cut to sign, or the version that it must not lie after.</summary>
    public async Task<(StreamCut? Cut, long Latest)> WalkAsync(string? archive, IProgress<VerifyProgress>? progress, CancellationToken stop)
    {
        var (stream, chosen) = (plan.Stream, plan.Chosen!);
        if (chosen.HasSnapshot && await SnapshotAsync(chosen, stop) is null)
            return (null, chosen.Version - 1);
        var walk = before is null
            ? new ChainWalk(stream, [])
            : new ChainWalk(stream, [], before.Cut.Tail(stream), before.Cut.Before.Totals());
        // One more than is removed: only the next batch proves that the last one is the one that it was chained to.
        await foreach (var (version, stored) in store.Events.StoredAsync(stream, plan.From, chosen.Version, stop))
        {
            var last = walk.Tail;
            if (walk.Next(version, stored, out var batch) is { } fault)
                throw Refuse(fault);
            if (version == chosen.Version && walk.IsBroken)
                break;
            if (version == chosen.Version)
                return (Cut(chosen, last, archive), long.MaxValue);
            // Clocks of writers may differ, and a watermark may go back.
            if (batch!.Header.WrittenAt >= cutoff || batch.Header.Watermark >= plan.NeededSince)
                return (null, version);
            if (version % 64 == 0)
                progress?.Report(new VerifyProgress(stream, version - plan.From + 1, chosen.Version - plan.From));
        }

        throw Refuse(walk.End(chosen.Version)!);
    }

    StreamCut Cut(SegmentStart chosen, LineageTail last, string? archive)
    {
        var (totals, earlier) = (last.Header!.Totals, before?.Cut.Before.Totals() ?? StreamTotals.Zero);
        return new StreamCut(
            plan.Stream.ToString(),
            plan.From,
            chosen.Version,
            Convert.ToHexStringLower(last.Hash),
            last.Header.WrittenAt,
            chosen.HasSnapshot ? last.Header.Snapshot!.Hash : null,
            CutCounts.Of(chosen.Version - plan.From, Minus(totals, earlier)),
            CutCounts.Of(chosen.Version - 1, totals),
            archive
        );
    }

    async Task<byte[]?> SnapshotAsync(SegmentStart chosen, CancellationToken stop) =>
        await store.Snapshots.ReadAsync(plan.Stream, chosen.Version - 1, stop) is { } body
        && chosen.Before?.Snapshot is { } named
        && named.Version == chosen.Version - 1
        && named.Matches(body)
            ? body
            : null;

    static StreamTotals Minus(StreamTotals all, StreamTotals earlier) =>
        all with
        {
            Rows = all.Rows - earlier.Rows,
            Labels = all.Labels - earlier.Labels,
            Rejected = all.Rejected - earlier.Rejected,
            Control = all.Control - earlier.Control,
            Outcomes = all
                .Outcomes.Select(o => (o.Key, Count: o.Value - earlier.Outcomes.GetValueOrDefault(o.Key)))
                .Where(o => o.Count != 0)
                .ToDictionary(o => o.Key, o => o.Count, StringComparer.Ordinal),
        };

    StreamingException Refuse(LineageFault fault) =>
        new($"{fault.Message}. Nothing of damaged lineage is removed, and nothing was.") { Cure = Cure.Verify(plan.Stream.Topology) };
}
