namespace Streaming.Lineage.Tests.Following;

/// <summary>The system's time, which lets be heard that somebody begins to wait for so long.</summary>
sealed class HeardTime(TimeSpan heard) : TimeProvider
{
    readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Waits => _waits.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == heard)
            _waits.TrySetResult();
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
