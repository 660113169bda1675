namespace Streaming.Torture.Scene;

/// <summary>Waiting for conditions of other processes, which nobody announces.</summary>
static class Until
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    /// <summary>Looks again and again; false where the condition did not come true in time.</summary>
    public static Task<bool> TrueAsync(Func<bool> condition, TimeSpan limit, CancellationToken stop) =>
        TrueAsync(() => Task.FromResult(condition()), limit, stop);

    /// <inheritdoc cref="TrueAsync(Func{bool}, TimeSpan, CancellationToken)"/>
    public static async Task<bool> TrueAsync(Func<Task<bool>> condition, TimeSpan limit, CancellationToken stop)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Look);
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > limit)
                return false;
            await timer.WaitForNextTickAsync(stop);
        }

        return true;
    }
}
