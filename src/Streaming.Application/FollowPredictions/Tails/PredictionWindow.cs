namespace Streaming.Application.FollowPredictions.Tails;

/// <summary>A step of whoever reads a topic: a record, or the end of a partition behind offsets without one.</summary>
/// <param name="Partition">Of the topic.</param>
/// <param name="Next">Its next offset, after the step.</param>
/// <param name="Record">Null: there was none.</param>
/// <param name="Cursor">Of whoever has taken all steps up to this one.</param>
sealed record TailStep(int Partition, long Next, FollowedRecord? Record, string Cursor);

/// <summary>
/// The last steps of one reader, for many who follow: each of them remembers where in it they are, so that they cost nothing here, and
/// who is too slow finds that the steps they want have left. What it holds is bounded by number and bytes. Thread-safe.
/// </summary>
/// <param name="mark">Mark of the topic; see <see cref="PredictionCursor.MarkOf"/>.</param>
/// <param name="from">Where the reader begins.</param>
/// <param name="steps">So many steps at most.</param>
/// <param name="bytes">So many bytes of keys and values at most, but always the last step.</param>
sealed class PredictionWindow(ulong mark, PartitionOffsets from, int steps, long bytes)
{
    readonly Lock _lock = new();
    readonly TailStep[] _ring = new TailStep[steps];
    readonly PartitionOffsets _base = from.Copy();
    readonly PartitionOffsets _tip = from.Copy();

    /// <summary>Numbers of steps: the first one that is still there, and the one after the last.</summary>
    long _first;
    long _last;
    long _bytes;
    string _cursor = new PredictionCursor(mark, from.Next).ToString();
    TaskCompletionSource? _changed;
    Func<Exception>? _fault;

    /// <summary>Takes a step of the reader; what was read before changes nothing.</summary>
    public void Add(int partition, long next, FollowedRecord? record)
    {
        TaskCompletionSource? changed;
        lock (_lock)
        {
            if (!_tip.Pass(partition, next))
                return;
            _cursor = new PredictionCursor(mark, _tip.Next).ToString();
            while (_last > _first && (_last - _first == steps || _bytes + BytesOf(record) > bytes))
                Drop();
            _ring[_last++ % steps] = new TailStep(partition, next, record, _cursor);
            _bytes += BytesOf(record);
            changed = Changed();
        }

        changed?.TrySetResult();
    }

    /// <summary>The topic has so many partitions now; those that came are read from their start.</summary>
    public void Enlarge(int partitions)
    {
        lock (_lock)
        {
            _tip.Enlarge(partitions);
            _cursor = new PredictionCursor(mark, _tip.Next).ToString();
        }
    }

    /// <summary>Wakes all who wait, for them to look at the clock.</summary>
    public void Pulse()
    {
        TaskCompletionSource? changed;
        lock (_lock)
            changed = Changed();
        changed?.TrySetResult();
    }

    /// <summary>Nothing more comes.</summary>
    /// <param name="fault">What whoever follows is told; made for each.</param>
    public void End(Func<Exception> fault)
    {
        lock (_lock)
            _fault ??= fault;
        Pulse();
    }

    /// <summary>Lets somebody follow who has read up to some offsets, wherever the reader is.</summary>
    /// <returns>Null: some of what they have not read has left the window, or was never in it.</returns>
    public TailFollower? Join(PartitionOffsets read)
    {
        lock (_lock)
        {
            if (_fault is { } fault)
                throw fault();
            if (!read.Reaches(_base))
                return null;
            // Nothing that is here is new to most who come.
            return read.Reaches(_tip)
                ? new TailFollower(this, mark, _last, _tip.Copy(), read.Copy(), _cursor)
                : new TailFollower(this, mark, _first, _base.Copy(), read.Copy(), null);
        }
    }

    /// <summary>The step of a number.</summary>
    /// <param name="number">Which.</param>
    /// <param name="step">Null: it has not come yet, or has left.</param>
    /// <returns>False: it has left.</returns>
    public bool TryStep(long number, out TailStep? step)
    {
        lock (_lock)
        {
            if (_fault is { } fault)
                throw fault();
            step = number >= _first && number < _last ? _ring[number % steps] : null;
            return number >= _first;
        }
    }

    /// <summary>Waits for a step, or for the next pulse.</summary>
    public Task ChangedAsync(long number)
    {
        lock (_lock)
        {
            if (number < _last || _fault is not null)
                return Task.CompletedTask;
            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _changed.Task;
        }
    }

    TaskCompletionSource? Changed()
    {
        var changed = _changed;
        _changed = null;
        return changed;
    }

    void Drop()
    {
        var oldest = _ring[_first % steps];
        _ring[_first % steps] = null!;
        _base.Pass(oldest.Partition, oldest.Next);
        _bytes -= BytesOf(oldest.Record);
        _first++;
    }

    static long BytesOf(FollowedRecord? record) => (record?.Key?.LongLength ?? 0) + (record?.Value?.LongLength ?? 0);
}
