using Marten;
using Marten.Events;
using Npgsql;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;

namespace Streaming.Store.Access;

/// <summary>
/// Who did what: sealed streams in Marten, one for each process that writes, so that none waits for another. Each begins with
/// the newest entry that was there, which ties the streams together. Thread-safe.
/// </summary>
public sealed class AccessStore : IDisposable
{
    const long LockKey = 0x5354_524D_4143_4353;

    const string Prefix = "access/";

    readonly NpgsqlDataSource _connections;
    readonly DocumentStore _store;
    readonly string _schema;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="schema">PostgreSQL schema of its own, so that rights can be given to it alone.</param>
    public AccessStore(string connectionString, string schema = "streaming_access")
    {
        _schema = schema;
        _connections = WritableSource.Create(new NpgsqlConnectionStringBuilder(connectionString));
        _store = HashChainSetup.Open(_connections, schema, store => store.MapHistoryEvents(typeof(AccessNoted)));
    }

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => HashChainSetup.EnsureSchemaAsync(_store, LockKey, stop);

    /// <summary>Begins a stream for a process.</summary>
    /// <param name="process">Names it, host/pid.</param>
    /// <param name="time">The clock that entries are stamped by.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<AccessStream> OpenAsync(string process, TimeProvider time, CancellationToken stop = default)
    {
        var stream = new AccessStream(_store, $"{Prefix}{Guid.CreateVersion7():N}");
        try
        {
            var after = await LastAsync(stop);
            await stream.WriteAsync(new AccessNote(AccessKind.Opened, time.GetUtcNow()) { Process = process, After = after }, stop);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>All entries, in the order in which they were stored.</summary>
    public async Task<IReadOnlyList<AccessEntry>> ReadAsync(CancellationToken stop = default)
    {
        await using var session = _store.QuerySession();
        var events = await session
            .Events.QueryAllRawEvents()
            .Where(e => e.EventTypesAre(typeof(AccessNoted)))
            .OrderBy(e => e.Sequence)
            .ToListAsync(stop);
        return [.. events.Select(e => new AccessEntry(e.StreamKey!, e.Version, ((AccessNoted)e.Data).Note))];
    }

    /// <summary>Goes through all streams and checks every seal, and that what each names as before it is there.</summary>
    public async Task<HashChainWalk> WalkAsync(CancellationToken stop = default)
    {
        var links = new List<AccessLink>();
        var walk = await new HashChainReader(_store, typeof(AccessNoted)).AllAsync(
            Prefix,
            happened => links.AddRange(((AccessNoted)happened).Note.After is { } after ? [after] : []),
            stop
        );
        foreach (var link in links.DistinctBy(l => (l.Stream, l.Version)))
        {
            if (!walk.IsBroken(link.Stream) && !walk.Holds(new HistoryHead(link.Stream, link.Version, link.Seal)))
                walk.Differs(link.Version, $"{link.Stream}/{link.Version}: the entry is gone or another one, and later entries follow it");
        }

        return walk;
    }

    async Task<AccessLink?> LastAsync(CancellationToken stop)
    {
        try
        {
            await using var command = _connections.CreateCommand(
                $"select stream_id, version, data->>'Seal' from {_schema}.mt_events order by seq_id desc limit 1"
            );
            await using var reader = await command.ExecuteReaderAsync(stop);
            return await reader.ReadAsync(stop) ? new AccessLink(reader.GetString(0), reader.GetInt64(1), reader.GetString(2)) : null;
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _connections.Dispose();
    }
}
