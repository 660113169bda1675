using System.Runtime.CompilerServices;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Following;

/// <summary>
/// Merges streams by what was recorded, so that it gives one order whenever it is done. A batch's key is the watermark before or after it,
/// whichever is later, since a clock that was set far ahead goes back; ties go by partition. A batch is given once no stream can still
/// come before it: one that has no more batches holds back what is ahead of its own watermark, however long it says nothing.
/// </summary>
static class WatermarkMerge
{
    public static async IAsyncEnumerable<LineageBatch> MergeAsync(
        IReadOnlyList<FollowedStream> streams,
        [EnumeratorCancellation] CancellationToken stop
    )
    {
        var heads = streams.Select(s => new Head(s, stop)).ToList();
        try
        {
            foreach (var head in heads)
                await head.AdvanceAsync();
            while (heads.MinBy(h => h.Key) is { Batch: { } batch } first)
            {
                yield return batch;
                await first.AdvanceAsync();
            }
        }
        finally
        {
            foreach (var head in heads)
                await head.DisposeAsync();
        }
    }

    sealed class Head(FollowedStream stream, CancellationToken stop) : IAsyncDisposable
    {
        readonly IAsyncEnumerator<LineageBatch> _batches = stream.BatchesAsync(stop).GetAsyncEnumerator(stop);
        Timestamp _clock = stream.Watermark;

        /// <summary>Null: all that was there is given.</summary>
        public LineageBatch? Batch { get; private set; }

        /// <summary>Of the next batch, whether it is there or still to come: then it is at least this.</summary>
        public (Timestamp Watermark, int Partition) Key =>
            (Timestamp.Max(_clock, Batch?.Header.Watermark ?? Timestamp.Beginning), stream.Stream.Partition);

        public async Task AdvanceAsync()
        {
            _clock = Batch?.Header.Watermark ?? _clock;
            Batch = await _batches.MoveNextAsync() ? _batches.Current : null;
        }

        public ValueTask DisposeAsync() => _batches.DisposeAsync();
    }
}
