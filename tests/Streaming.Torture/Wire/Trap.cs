namespace Streaming.Torture.Wire;

/// <summary>Holds the first conversation that comes to a point, until it is released.</summary>
sealed class Trap(WirePoint point, WireMoment moment, int skip)
{
    readonly TaskCompletionSource _caught = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<bool> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _passes = skip;

    /// <summary>Completes when a conversation is held.</summary>
    public Task Caught => _caught.Task;

    /// <summary>Lets what is held go on.</summary>
    /// <param name="forward">False: what was held is thrown away and its connection closed.</param>
    public void Release(bool forward) => _released.TrySetResult(forward);

    /// <returns>Whether to forward: at once where this trap is not for it, else when that is decided.</returns>
    internal Task<bool> OfferAsync(WirePoint at, WireMoment when)
    {
        if (at != point || when != moment || Interlocked.Decrement(ref _passes) != -1)
            return Task.FromResult(true);
        _caught.TrySetResult();
        return _released.Task;
    }
}
