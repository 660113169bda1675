using Streaming.Lineage.Batches;

namespace Streaming.Lineage.Following;

/// <summary>What a follower follows, and how often it looks.</summary>
public sealed record FollowerOptions
{
    /// <summary>The stage whose streams are followed; null: those of all stages.</summary>
    public string? Stage { get; init; }

    /// <summary>
    /// Merges the streams of <see cref="Stage"/> by recorded watermark, in an order that is the same for every follower; so many partitions
    /// the
    /// stage has. Null: each stream is in order, and there is none across streams.
    /// </summary>
    public int? MergedPartitions { get; init; }

    /// <summary>Whether a batch may be handled yet. One that may not is asked about again at the next look; until then, those after it in
    /// its stream wait.</summary>
    public Func<LineageBatch, CancellationToken, Task<bool>>? Ready { get; init; }

    /// <summary>How long a follower that has handled everything, or waits for its lease, waits before it looks again.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// How long a process that says nothing keeps others out. A transaction that is idle for longer is ended by the server.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock that leases and waits go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
