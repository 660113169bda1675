namespace Streaming.Inference.Serving;

/// <summary>Something that several hold at a time, and that is freed when the last of them lets go. Whoever makes it holds it.</summary>
public abstract class SharedHold
{
    int _holders = 1;

    /// <summary>False once the last holder has let go.</summary>
    internal bool TryHold()
    {
        var seen = Volatile.Read(ref _holders);
        while (seen > 0)
        {
            var before = Interlocked.CompareExchange(ref _holders, seen + 1, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }

    internal void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Free();
    }

    /// <summary>The last holder has let go.</summary>
    protected abstract void Free();
}
