namespace Streaming.Embedded.Hosting;

/// <summary>
/// Counts the commands that use a host, and decides when it may stop: once none has used it for a while. The decision
/// is final, so that no command is let in while the host goes down.
/// </summary>
sealed class LeaseCount : IDisposable
{
    // Whoever started the host needs a moment to come back for the first lease.
    static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    readonly Lock _lock = new();
    readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TimeSpan _linger;
    readonly ITimer _timer;
    int _count;
    bool _closed;

    public LeaseCount(TimeSpan linger, TimeProvider time)
    {
        _linger = linger;
        _timer = time.CreateTimer(_ => CloseIfIdle(), null, FirstWait > linger ? FirstWait : linger, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends when no lease is left and none will be given.</summary>
    public Task Idle => _idle.Task;

    /// <summary>Counts a lease in; false when the host is going down.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_closed)
                return false;
            _count++;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    /// <summary>Counts a lease out.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_count == 0)
                _timer.Change(_linger, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    void CloseIfIdle()
    {
        lock (_lock)
        {
            if (_count > 0)
                return;
            _closed = true;
        }
        _idle.TrySetResult();
    }
}
