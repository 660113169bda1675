using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace Streaming.Gateway.Limiting;

/// <summary>
/// A bucket of tokens for each client. Clients choose what they are called, so only so many are told apart: those that come when all
/// places are taken by others who have just called share one bucket. A bucket that is full again is forgotten. Thread-safe.
/// </summary>
/// <param name="policy">How much each gets; with a limit.</param>
/// <param name="most">Clients that are told apart.</param>
/// <param name="time">The clock by which full buckets are looked for.</param>
sealed class ClientBuckets(RatePolicy policy, int most, TimeProvider time)
{
    readonly ConcurrentDictionary<string, TokenBucketRateLimiter> _buckets = new(StringComparer.Ordinal);
    readonly TokenBucketRateLimiter _others = policy.Bucket();
    readonly Lock _adding = new();
    int _held;
    long _swept = time.GetTimestamp();

    /// <summary>How much each gets.</summary>
    public RatePolicy Policy => policy;

    /// <summary>Buckets that are held.</summary>
    public int Held => Volatile.Read(ref _held);

    /// <summary>Takes tokens from a client's bucket, or none of them.</summary>
    /// <param name="client">Who.</param>
    /// <param name="tokens">No more than a full bucket holds.</param>
    /// <param name="again">When there will be as many, where there are not.</param>
    public bool TryTake(string client, int tokens, out TimeSpan again)
    {
        var bucket = Of(client);
        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire(tokens);
        again = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.Zero;
        return lease.IsAcquired;
    }

    /// <summary>Tokens that a client has left; one who has taken none has all.</summary>
    public int Left(string client)
    {
        if (!_buckets.TryGetValue(client, out var bucket))
            return policy.Quota;
        bucket.TryReplenish();
        return (int)bucket.GetStatistics()!.CurrentAvailablePermits;
    }

    TokenBucketRateLimiter Of(string client)
    {
        if (_buckets.TryGetValue(client, out var known))
            return known;
        lock (_adding)
        {
            if (_buckets.TryGetValue(client, out known))
                return known;
            if (time.GetElapsedTime(_swept) >= policy.Window)
                Sweep();
            if (_held >= most)
                return _others;
            _held++;
            return _buckets[client] = policy.Bucket();
        }
    }

    /// <summary>Whoever holds a full bucket is as one who never called. Looked for once in the time that one takes to fill up, so that new
    /// names cost no time either.</summary>
    void Sweep()
    {
        _swept = time.GetTimestamp();
        foreach (var (client, bucket) in _buckets)
        {
            bucket.TryReplenish();
            if (bucket.IdleDuration is not null && _buckets.TryRemove(client, out _))
                _held--;
        }
    }
}
