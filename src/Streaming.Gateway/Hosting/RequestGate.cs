using Streaming.Application.Operations;

namespace Streaming.Gateway.Hosting;

/// <summary>Lets so many requests in at a time; nobody waits for a place, for those who wait cost memory.</summary>
sealed class RequestGate(int places)
{
    int _free = places;

    /// <exception cref="LimitedException">No place is free.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Decrement(ref _free) >= 0)
            return new Place(this);
        Interlocked.Increment(ref _free);
        throw new LimitedException(
            "server",
            "Too many requests of this kind are being worked on. Send this one again in a moment.",
            TimeSpan.FromSeconds(1)
        );
    }

    sealed class Place(RequestGate gate) : IDisposable
    {
        int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                Interlocked.Increment(ref gate._free);
        }
    }
}
