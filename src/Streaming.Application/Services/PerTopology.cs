using System.Collections.Concurrent;

namespace Streaming.Application.Services;

/// <summary>
/// What this process keeps open for callers, one a topology. Whether it still is what it should be is looked at again now and then, which
/// takes as long as a new client takes to reach Kafka: callers that come often go on with what is there meanwhile, and nobody waits.
/// Whoever comes after a pause waits for the look.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
/// <param name="time">The clock.</param>
/// <param name="look">Opens it for a word that means a topology, or gives back the one that was there; it disposes of that where it opens
/// another. It may block its thread.</param>
sealed class PerTopology<T>(TimeProvider time, Func<string, T?, CancellationToken, Task<T>> look) : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    /// <summary>For so long it is taken as it was found.</summary>
    public static readonly TimeSpan Good = TimeSpan.FromSeconds(5);

    /// <summary>For so long it is taken as it was found while it is looked at again.</summary>
    public static readonly TimeSpan Usable = TimeSpan.FromSeconds(10);

    readonly SemaphoreSlim _looking = new(1);
    readonly ConcurrentDictionary<string, Entry> _open = new(StringComparer.Ordinal);
    readonly CancellationTokenSource _over = new();

    /// <summary>The one of a topology.</summary>
    public async Task<T> OfAsync(string topology, CancellationToken stop)
    {
        var found = _open.GetValueOrDefault(topology);
        if (found is null || time.GetElapsedTime(found.LookedAt) >= Usable)
            return await LookAsync(topology, Usable, stop);
        if (time.GetElapsedTime(found.LookedAt) >= Good && found.IsFirstToRenew())
            _ = RenewAsync(topology);
        return found.Kept;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _looking.WaitAsync();
        foreach (var entry in _open.Values)
            await entry.Kept.DisposeAsync();
        _looking.Dispose();
        _over.Dispose();
    }

    async Task RenewAsync(string topology) =>
        // Where it fails, whoever comes when it is too old hears why.
        await ((Task)LookAsync(topology, Good, _over.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>One looks at a time; those that waited for it take what it found.</summary>
    async Task<T> LookAsync(string topology, TimeSpan longest, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, _over.Token);
        await _looking.WaitAsync(over.Token);
        try
        {
            var found = _open.GetValueOrDefault(topology);
            if (found is not null && time.GetElapsedTime(found.LookedAt) < longest)
                return found.Kept;
            // Clients of Kafka block, and the threads that serve requests are few.
            var looking = Task.Factory.StartNew(
                () => look(topology, found?.Kept, over.Token),
                over.Token,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
            var kept = await await looking;
            _open[topology] = new Entry(kept, time.GetTimestamp());
            return kept;
        }
        finally
        {
            _looking.Release();
        }
    }

    sealed class Entry(T kept, long lookedAt)
    {
        int _renewed;

        public T Kept => kept;

        public long LookedAt => lookedAt;

        public bool IsFirstToRenew() => Interlocked.Exchange(ref _renewed, 1) == 0;
    }
}
