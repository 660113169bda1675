using Streaming.Embedded.Kafka.Log.Compaction;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// Seals closed segments one after the other in the background: forcing a large file to disk must not hold up appends.
/// A seal's content is taken when the segment is closed, while the producers stand as they did at its end.
/// </summary>
sealed class SegmentSealer(Segment[] existing)
{
    readonly Lock _lock = new();
    readonly HashSet<Segment> _alive = [.. existing];
    Task _work = Task.CompletedTask;

    public void Seal(Segment segment, IReadOnlyCollection<ProducerEntry> producers)
    {
        var seal = SegmentSeal.Encode(segment.Summarize(), producers);
        lock (_lock)
        {
            _alive.Add(segment);
            _work = _work.ContinueWith(
                _ => Write(segment, seal),
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default
            );
        }
    }

    /// <summary>Deletes a segment's files, waiting for the writing of its seal if that is under way.</summary>
    public void Delete(Segment segment)
    {
        lock (_lock)
        {
            _alive.Remove(segment);
            segment.Delete();
        }
    }

    /// <summary>Puts the files of a cleaned segment, which has its seal, in the place of those it came from.</summary>
    public void Replace(IReadOnlyList<Segment> segments, Segment cleaned)
    {
        lock (_lock)
        {
            SegmentSwap.Finish(cleaned.Path);
            _alive.ExceptWith(segments);
            _alive.Add(cleaned);
            foreach (var segment in segments)
                segment.Dispose();
        }
    }

    /// <summary>Waits until all seals are written.</summary>
    public void Finish()
    {
        Task work;
        lock (_lock)
            work = _work;
        work.Wait();
    }

    void Write(Segment segment, byte[] seal)
    {
        // A segment without a seal is only slower to open, so a full disk or a deleted segment is no reason to fail.
        try
        {
            segment.FlushToDisk();
            lock (_lock)
            {
                if (_alive.Contains(segment))
                    SegmentSeal.Write(segment.SealPath, seal);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException) { }
    }
}
