using Streaming.Lineage.Batches;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Store;

namespace Streaming.Lineage.Verification;

/// <summary>Whether the table of segments says of a stream what its headers do: by it is found where a stream can be cut.</summary>
sealed class SegmentCheck(StreamKey stream, LineageDatabase database)
{
    readonly HashSet<long> _begun = [];
    long _first;
    long _last;

    public void Next(LineageBatch batch)
    {
        if (_first == 0)
            _first = batch.Version;
        _last = batch.Version;
        if (batch.Header.SegmentBefore is not null)
            _begun.Add(batch.Version);
    }

    /// <summary>The first difference; null when all is well.</summary>
    public async Task<LineageFault?> EndAsync(CancellationToken stop)
    {
        var said = (await SegmentTable.ListAsync(database, stream, stop)).Where(v => v >= _first && v <= _last).ToHashSet();
        var wrong = said.Except(_begun).Concat(_begun.Except(said)).Order().ToList();
        if (wrong.Count == 0)
            return null;
        var what = said.Contains(wrong[0]) ? "is said to begin a segment, and begins none" : "begins a segment, and is not said to";
        return new LineageFault(FaultKind.IndexDiffers, stream, wrong[0], $"batch {stream}/{wrong[0]} {what}");
    }
}
