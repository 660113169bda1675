using Streaming.Embedded.Kafka.Log.Compaction;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// Seals closed segments one after the other in the background: forcing a large file to disk must not hold up appends.
/// A seal's content is taken when the segment is closed, while the producers stand as they did at its end. One that could not be written,
/// as on a full disk, is kept and tried again.
/// </summary>
/// <param name="existing">The segments of the log.</param>
/// <param name="unwritten">Seals of closed ones that could not be written at the start.</param>
sealed class SegmentSealer(Segment[] existing, IReadOnlyDictionary<Segment, byte[]> unwritten)
{
    readonly Lock _lock = new();
    readonly HashSet<Segment> _alive = [.. existing];
    readonly Dictionary<Segment, byte[]> _unwritten = new(unwritten);
    Task _work = Task.CompletedTask;

    public void Seal(Segment segment, IReadOnlyCollection<ProducerEntry> producers)
    {
        var seal = SegmentSeal.Encode(segment.Summarize(), producers);
        lock (_lock)
        {
            _alive.Add(segment);
            Enqueue(segment, seal);
        }
    }

    /// <summary>Tries again what could not be written; without a seal a segment is slow to open, and it and those behind it are not
    /// cleaned.</summary>
    public void SealAgain()
    {
        lock (_lock)
        {
            foreach (var (segment, seal) in _unwritten)
                Enqueue(segment, seal);
            _unwritten.Clear();
        }
    }

    void Enqueue(Segment segment, byte[] seal) =>
        _work = _work.ContinueWith(_ => Write(segment, seal), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Deletes a segment's files, waiting for the writing of its seal if that is under way.</summary>
    public void Delete(Segment segment)
    {
        lock (_lock)
        {
            _alive.Remove(segment);
            _unwritten.Remove(segment);
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
        try
        {
            segment.FlushToDisk();
            lock (_lock)
            {
                if (_alive.Contains(segment))
                    SegmentSeal.Write(segment.SealPath, seal);
            }
        }
        catch (ObjectDisposedException)
        {
            // It was deleted meanwhile, or the log closed.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lock (_lock)
            {
                if (_alive.Contains(segment))
                    _unwritten[segment] = seal;
            }
        }
    }
}
