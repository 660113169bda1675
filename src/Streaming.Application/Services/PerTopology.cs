using System.Collections.Concurrent;

namespace Streaming.Application.Services;

/// <summary>
/// What this process keeps open for callers, one a topology. Whether it still is what it should be is looked at again now and then, by one
/// caller while the others wait.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
/// <param name="time">The clock.</param>
/// <param name="look">Opens it for a word that means a topology, or gives back the one that was there; it disposes of that where it opens
/// another.</param>
sealed class PerTopology<T>(TimeProvider time, Func<string, T?, CancellationToken, Task<T>> look) : IAsyncDisposable
    where T : class, IAsyncDisposable
{
    static readonly TimeSpan Good = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim _looking = new(1);
    readonly ConcurrentDictionary<string, Entry> _open = new(StringComparer.Ordinal);

    /// <summary>The one of a topology.</summary>
    public async Task<T> OfAsync(string topology, CancellationToken stop)
    {
        if (_open.TryGetValue(topology, out var fresh) && time.GetElapsedTime(fresh.LookedAt) < Good)
            return fresh.Kept;
        await _looking.WaitAsync(stop);
        try
        {
            var found = _open.GetValueOrDefault(topology);
            if (found is null || time.GetElapsedTime(found.LookedAt) >= Good)
                _open[topology] = found = new Entry(await look(topology, found?.Kept, stop), time.GetTimestamp());
            return found.Kept;
        }
        finally
        {
            _looking.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var entry in _open.Values)
            await entry.Kept.DisposeAsync();
        _looking.Dispose();
    }

    sealed record Entry(T Kept, long LookedAt);
}
