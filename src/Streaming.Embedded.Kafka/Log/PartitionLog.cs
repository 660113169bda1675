using Streaming.Embedded.Kafka.Log.Compaction;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Log;

/// <summary>
/// The log of one partition. Appends are serialised by its lock; readers take the current <see cref="View"/> and need none.
/// There is one replica, so what is written is committed: the high watermark is the end of the log.
/// </summary>
sealed class PartitionLog : IDisposable
{
    /// <summary>There is only ever one leader.</summary>
    public const int LeaderEpoch = 0;

    readonly Lock _lock = new();
    readonly Lock _flushing = new();
    readonly string _directory;
    readonly TimeProvider _time;
    readonly SegmentSealer _sealer;
    readonly ProducerStates _producers;
    readonly LogCompactor _compactor;
    volatile LogView _view;
    volatile LogConfig _config;
    bool _closed;
    long _flushedEnd;

    /// <summary>The newest segment, by its first offset, whose entry in the directory is known to be on disk.</summary>
    long _listed = -1;

    PartitionLog(TopicPartition identity, string directory, LogConfig config, TimeProvider time, RecoveredLog recovered, long startOffset)
    {
        Identity = identity;
        _directory = directory;
        _config = config;
        _time = time;
        _sealer = new SegmentSealer(recovered.Segments, recovered.Unsealed);
        _producers = recovered.Producers;
        _compactor = new LogCompactor(this);
        var active = recovered.Segments[^1];
        var start = Math.Clamp(startOffset, recovered.Segments[0].BaseOffset, active.NextOffset);
        _view = new LogView(recovered.Segments, start, active.NextOffset, active.Size, _producers.FirstOpenOffset ?? active.NextOffset);
        _flushedEnd = recovered.CleanEnd;
    }

    public TopicPartition Identity { get; }

    public LogView View => _view;

    public FetchWaiters Waiters { get; } = new();

    public LogConfig Config
    {
        get => _config;
        set => _config = value;
    }

    public long SizeInBytes
    {
        get
        {
            var view = _view;
            return view.Segments.Sum(segment => (long)segment.Size);
        }
    }

    /// <summary>Opens a partition's directory, checking and if necessary cutting what a crash left behind.</summary>
    public static PartitionLog Open(
        TopicPartition identity,
        string directory,
        LogConfig config,
        TimeProvider time,
        long startOffset,
        Action<string>? report = null
    )
    {
        Directory.CreateDirectory(directory);
        var recovered = LogRecovery.Recover(directory, time.GetUtcNow().ToUnixTimeMilliseconds(), config.Compaction is not null, report);
        return new PartitionLog(identity, directory, config, time, recovered, startOffset);
    }

    /// <summary>
    /// Appends what a producer sent. The batch's bytes are changed in place (its offset, and its time where the topic says so).
    /// The guard is asked under the lock whether a transactional batch's transaction is still open, so that none can slip in
    /// behind its transaction's marker.
    /// </summary>
    public AppendResult Append(Span<byte> batch, ITransactionGuard guard)
    {
        var appended = Write(batch, guard);
        if (appended.Error == ErrorCode.None)
            FlushIfDue(_config.FlushMessages);
        return appended;
    }

    /// <summary>After a duplicate too: what it is a copy of may not be on disk.</summary>
    void FlushIfDue(long messages)
    {
        if (messages != long.MaxValue && _view.EndOffset - Volatile.Read(ref _flushedEnd) >= messages)
            Flush();
    }

    AppendResult Write(Span<byte> batch, ITransactionGuard guard)
    {
        var config = _config;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var check = BatchValidator.Check(batch, config, now, out var header);
        if (check.Error != ErrorCode.None)
            return check;
        var appendTime = config.LogAppendTime ? now : -1;
        if (config.LogAppendTime)
            BatchHeader.AssignLogAppendTime(batch, now);
        lock (_lock)
        {
            if (_closed)
                return AppendResult.Fail(ErrorCode.UnknownTopicOrPartition, "the topic was deleted");
            if (header.HasProducer)
            {
                if (
                    header.IsTransactional
                    && guard.MayWrite(Identity, header.ProducerId, header.ProducerEpoch) is var refused and not ErrorCode.None
                )
                {
                    return AppendResult.Fail(refused, "the partition is not part of an open transaction of this producer");
                }

                var error = _producers.Check(header, out var duplicate);
                if (error != ErrorCode.None)
                    return AppendResult.Fail(error, "the producer's epoch or sequence number is not the expected one");
                if (duplicate is { } written)
                    return new AppendResult(ErrorCode.None, written.BaseOffset, appendTime, _view.StartOffset);
            }

            var placed = Write(batch, now);
            if (placed.HasProducer)
                _producers.Written(placed, now);
            Publish();
            return new AppendResult(ErrorCode.None, placed.BaseOffset, appendTime, _view.StartOffset);
        }
    }

    /// <summary>Ends a producer's transaction in this partition with a commit or abort marker.</summary>
    public ErrorCode AppendMarker(long producerId, short epoch, bool commit)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var batch = ControlBatch.Build(now, producerId, epoch, commit);
        lock (_lock)
        {
            if (_closed)
                return ErrorCode.UnknownTopicOrPartition;
            var error = _producers.CheckMarker(producerId, epoch);
            if (error != ErrorCode.None)
                return error;
            var placed = Write(batch, now);
            if (_producers.Marked(placed, commit, now) is { } aborted)
                _view.Segments[^1].AddAborted(aborted);
            Publish();
        }

        FlushIfDue(_config.FlushMessages);
        return ErrorCode.None;
    }

    /// <summary>Moves the start of the log up and drops the segments that lie below it. Never moves it down or past the end.</summary>
    public long AdvanceStart(long offset)
    {
        lock (_lock)
        {
            var view = _view;
            var start = Math.Clamp(offset, view.StartOffset, view.EndOffset);
            var keepFrom = view.SegmentFor(start);
            _view = view with { StartOffset = start, Segments = view.Segments[keepFrom..] };
            foreach (var segment in view.Segments.AsSpan(0, keepFrom))
                _sealer.Delete(segment);
            return start;
        }
    }

    /// <summary>The offset at which the log has to begin so that it obeys its limits of age and size.</summary>
    public long RetentionStart()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        RollIfOld(now);
        lock (_lock)
            return Retention.Start(_view, _config, now);
    }

    public void ExpireProducers(long silentSince)
    {
        lock (_lock)
            _producers.Expire(silentSince);
    }

    /// <summary>A look at the producers under the lock.</summary>
    public T ReadProducers<T>(Func<ProducerStates, T> read)
    {
        lock (_lock)
            return read(_producers);
    }

    /// <summary>Cleans what the topic's settings let go; see <see cref="LogCompactor"/>. One caller at a time.</summary>
    public bool Compact(long now)
    {
        RollIfOld(now);
        _sealer.SealAgain();
        return _compactor.Run(now);
    }

    /// <summary>The partition's directory.</summary>
    public string Folder => _directory;

    /// <summary>Puts what was cleaned in the place of closed segments that follow each other, unless one was deleted meanwhile.</summary>
    public bool Replace(IReadOnlyList<Segment> segments, Segment cleaned)
    {
        lock (_lock)
        {
            // They are deleted from the front: where the first one is, the others are.
            var at = Array.IndexOf(_view.Segments, segments[0]);
            if (_closed || at < 0)
            {
                SegmentSwap.Undo(cleaned.Path);
                cleaned.Dispose();
                return false;
            }

            _sealer.Replace(segments, cleaned);
            _view = _view with { Segments = [.. _view.Segments[..at], cleaned, .. _view.Segments[(at + segments.Count)..]] };
            return true;
        }
    }

    /// <summary>Forces written data to disk.</summary>
    public void Flush() => Flush(_view.EndOffset);

    /// <summary>Forces what is below an offset to disk, if it is not there; whoever waits for another's flush is served by it.</summary>
    void Flush(long end)
    {
        if (Volatile.Read(ref _flushedEnd) >= end)
            return;
        lock (_flushing)
        {
            var flushed = _flushedEnd;
            if (flushed >= end)
                return;
            var view = _view;
            try
            {
                // A closed segment is forced to disk in the background, which may not have come to it.
                foreach (var segment in view.Segments)
                {
                    if (segment.NextOffset > flushed)
                        segment.FlushToDisk();
                }

                if (_listed != view.Segments[^1].BaseOffset)
                {
                    DirectoryFlush.Flush(_directory);
                    _listed = view.Segments[^1].BaseOffset;
                }

                Volatile.Write(ref _flushedEnd, view.EndOffset);
            }
            catch (ObjectDisposedException)
            {
                // The topic was deleted meanwhile, or its segment cleaned, which is on disk then.
            }
        }
    }

    /// <summary>Closes cleanly: the last segment is sealed too, so that the next start reads no data.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_closed)
                return;
            _closed = true;
            _sealer.Seal(_view.Segments[^1], _producers.Entries);
        }

        Dispose();
    }

    /// <summary>Closes and deletes the files.</summary>
    public void Delete()
    {
        Dispose();
        Waiters.SignalAll();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Closes the files as they are, once what is under way in the background is done.</summary>
    public void Dispose()
    {
        _sealer.Finish();
        lock (_lock)
        {
            _closed = true;
            foreach (var segment in _view.Segments)
                segment.Dispose();
        }
    }

    BatchHeader Write(Span<byte> batch, long now)
    {
        var view = _view;
        var active = view.Segments[^1];
        if (active.Size > 0 && ((long)active.Size + batch.Length > _config.SegmentBytes || now - active.FirstWritten >= _config.SegmentMs))
            active = Roll(now);
        BatchHeader.AssignOffset(batch, view.EndOffset, LeaderEpoch);
        var header = BatchHeader.Read(batch);
        active.Append(batch, header, now);
        return header;
    }

    void RollIfOld(long now)
    {
        lock (_lock)
        {
            if (
                !_closed
                && _view.EndPosition > 0
                && (now - _view.Segments[^1].FirstWritten >= _config.LongestOpenMs || Retention.IsLastExpired(_view, _config, now))
            )
            {
                Roll(now);
            }
        }
    }

    Segment Roll(long now)
    {
        var view = _view;
        var segment = new Segment(_directory, view.EndOffset, now);
        _sealer.Seal(view.Segments[^1], _producers.Entries);
        _view = view with { Segments = [.. view.Segments, segment], EndPosition = 0 };
        return segment;
    }

    void Publish()
    {
        var active = _view.Segments[^1];
        _view = _view with
        {
            EndOffset = active.NextOffset,
            EndPosition = active.Size,
            StableOffset = _producers.FirstOpenOffset ?? active.NextOffset,
        };
        Waiters.SignalAll();
    }
}
