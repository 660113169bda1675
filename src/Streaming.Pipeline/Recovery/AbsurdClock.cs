using Streaming.Events.Time;
using Streaming.Lineage;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Store;
using Recorded = Streaming.Lineage.Batches.InputPosition;

namespace Streaming.Pipeline.Recovery;

/// <summary>
/// A recorded clock from beyond what anything that arrives may be: an earlier release believed a forged watermark, and no event that is
/// still to come would be in time. It goes back to what the rows had reached. Windows were emptied by it, so that no snapshot since is of
/// use, and state comes from recorded rows.
/// </summary>
static class AbsurdClock
{
    /// <summary>Batches that say how far the rows had come: one may have had old rows only.</summary>
    const int BatchesAsked = 64;

    public static async Task<LineageTail?> MendAsync(LineageTail tail, Timestamp latest, LineageStore store, CancellationToken stop)
    {
        if (tail.Header is not { } header || !IsAbsurd(header, latest))
            return null;
        var times = await store.LastTimesAsync(tail.Stream, tail.Version, BatchesAsked, stop);
        var reached = times.Where(t => t <= latest).DefaultIfEmpty(Timestamp.Beginning).Max();
        return tail with { Header = Mend(header, latest, reached) };
    }

    /// <summary>The same with every time from beyond the latest taken back.</summary>
    /// <param name="header">As recorded.</param>
    /// <param name="latest">Nothing later is believed.</param>
    /// <param name="reached">What the rows had reached; <see cref="Timestamp.Beginning"/> where there are none.</param>
    static BatchHeader Mend(BatchHeader header, Timestamp latest, Timestamp reached) =>
        header with
        {
            Watermark = header.Watermark > latest ? reached : header.Watermark,
            Positions = [.. header.Positions.Select(p => Mend(p, latest, reached))],
            Snapshot = null,
        };

    static bool IsAbsurd(BatchHeader header, Timestamp latest) =>
        header.Watermark > latest || header.Positions.Any(p => p.LastTime > latest);

    static Recorded Mend(Recorded position, Timestamp latest, Timestamp reached) =>
        position.LastTime <= latest
            ? position
            : position with
            {
                LastTime = reached,
                Watermark = position.Watermark == Timestamp.End || position.Watermark == Timestamp.Beginning ? position.Watermark : reached,
                EarlyTime = Timestamp.Beginning,
            };
}
