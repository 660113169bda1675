namespace Streaming.Application.Identity;

/// <summary>
/// Something that is read from the database and held for a moment. Whoever comes while it is read waits for the same reading, and one that
/// fails is tried again by the next. Thread-safe.
/// </summary>
public sealed class HeldReading<T>(TimeProvider time, Func<Task<T>> read)
{
    readonly Lock _lock = new();
    Held? _held;

    /// <summary>As it is now, or was so long ago at most.</summary>
    public async Task<T> GetAsync(TimeSpan age, CancellationToken stop)
    {
        Held held;
        lock (_lock)
        {
            held = _held is { } there && (!there.Read.IsCompleted || IsFresh(there, age)) ? there : new Held(time.GetTimestamp(), read());
            _held = held;
        }

        return await held.Read.WaitAsync(stop);
    }

    bool IsFresh(Held held, TimeSpan age) => held.Read.IsCompletedSuccessfully && time.GetElapsedTime(held.At) < age;

    sealed record Held(long At, Task<T> Read);
}
