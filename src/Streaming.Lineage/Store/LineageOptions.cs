namespace Streaming.Lineage.Store;

/// <summary>How the store uses PostgreSQL. The defaults suit a stage that commits every few dozen milliseconds.</summary>
public sealed record LineageOptions
{
    /// <summary>PostgreSQL schema of the event store and its index.</summary>
    public string Schema { get; init; } = "lineage";

    /// <summary>The server ends a session that holds a transaction open without sending anything: a frozen process blocks nobody for
    /// long.</summary>
    public TimeSpan IdleTransactionTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for another writer's row lock.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>An append that takes longer looks for a frozen session that blocks it, and ends that. Shorter than
    /// <see cref="LockTimeout"/>.</summary>
    public TimeSpan BlockerPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest run of one statement of an append.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often an append that failed for no reason of its own is tried in one call.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Connections kept for appending, and as many again for reading.</summary>
    public int MaxConnections { get; init; } = 8;
}
