namespace Streaming.Embedded.Kafka.Log;

/// <summary>A fetch that waits for any of its partitions to have something new.</summary>
sealed class FetchWait
{
    readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _source.Task;

    public void Signal() => _source.TrySetResult();
}

/// <summary>The fetches that wait for one partition.</summary>
sealed class FetchWaiters
{
    readonly Lock _lock = new();
    readonly List<FetchWait> _waiting = [];

    public void Add(FetchWait wait)
    {
        lock (_lock)
            _waiting.Add(wait);
    }

    public void Remove(FetchWait wait)
    {
        lock (_lock)
            _waiting.Remove(wait);
    }

    public void SignalAll()
    {
        lock (_lock)
        {
            foreach (var wait in _waiting)
                wait.Signal();
        }
    }
}
