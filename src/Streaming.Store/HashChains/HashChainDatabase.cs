using Marten;
using Npgsql;
using Streaming.Store.Postgres;

namespace Streaming.Store.HashChains;

/// <summary>A PostgreSQL schema with nothing but histories in it. Thread-safe; one a process is enough.</summary>
public sealed class HashChainDatabase : IDisposable
{
    readonly NpgsqlDataSource _connections;
    readonly DocumentStore _store;
    readonly long _lockKey;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="schema">PostgreSQL schema of its own.</param>
    /// <param name="lockKey">Processes with the same one create the schema one after the other.</param>
    /// <param name="types">The kinds of events.</param>
    public HashChainDatabase(string connectionString, string schema, long lockKey, Type[] types)
    {
        _connections = WritableSource.Create(new NpgsqlConnectionStringBuilder(connectionString));
        _store = HashChainSetup.Open(_connections, schema, store => store.MapHistoryEvents(types));
        _lockKey = lockKey;
        Histories = new HashChainStore(_store);
    }

    /// <summary>The histories.</summary>
    public HashChainStore Histories { get; }

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => HashChainSetup.EnsureSchemaAsync(_store, _lockKey, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _connections.Dispose();
    }
}
