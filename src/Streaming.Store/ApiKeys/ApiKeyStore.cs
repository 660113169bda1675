using Streaming.Store.HashChains;

namespace Streaming.Store.ApiKeys;

/// <summary>Keys of those who call from elsewhere: a sealed history each, of who made it for whom, and who took it back. Thread-safe; one a
/// process is enough.</summary>
public sealed class ApiKeyStore : IDisposable
{
    const long LockKey = 0x5354_524D_4B45_5953;
    const string Prefix = "apikey/";

    static readonly Type[] Events = [typeof(ApiKeyCreated), typeof(ApiKeyRevoked)];

    readonly HashChainDatabase _database;
    readonly TimeProvider _time;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="time">The clock that events are stamped by.</param>
    /// <param name="schema">PostgreSQL schema of its own, so that rights can be given to it alone.</param>
    public ApiKeyStore(string connectionString, TimeProvider time, string schema = "streaming_identity") =>
        (_time, _database) = (time, new HashChainDatabase(connectionString, schema, LockKey, Events));

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => _database.EnsureSchemaAsync(stop);

    /// <summary>Adds a key.</summary>
    /// <returns>Null where its id is taken.</returns>
    public async Task<ApiKey?> AddAsync(NewApiKey made, CancellationToken stop = default)
    {
        var added = false;
        var events = await _database.Histories.AppendAsync(
            StreamOf(made.Id),
            before =>
            {
                added = before.Count == 0;
                return added ? new ApiKeyCreated(made, _time.GetUtcNow()) : null;
            },
            stop
        );
        return added ? ApiKey.Of(events) : null;
    }

    /// <summary>Takes a key back, for good; one that was taken back stays as it is.</summary>
    /// <returns>The key after it; null where there is none.</returns>
    public async Task<ApiKey?> RevokeAsync(string id, string? by, string? why, CancellationToken stop = default) =>
        ApiKey.Of(
            await _database.Histories.AppendAsync(
                StreamOf(id),
                before => ApiKey.Of(before) is { RevokedAt: null } ? new ApiKeyRevoked(id, by, why, _time.GetUtcNow()) : null,
                stop
            )
        );

    /// <summary>All keys whose histories are sound, in the order in which they were made: one that was altered is none.</summary>
    public async Task<IReadOnlyList<ApiKey>> ReadAsync(CancellationToken stop = default)
    {
        var happened = new List<ChainedEvent>();
        var walk = await _database.Histories.WalkAllAsync(Prefix, Events, happened.Add, stop);
        return
        [
            .. happened
                .GroupBy(e => ((IApiKeyEvent)e).Id, StringComparer.Ordinal)
                .Where(key => !walk.IsBroken(StreamOf(key.Key)))
                .Select(ApiKey.Of)
                .OfType<ApiKey>()
                .OrderBy(key => key.CreatedAt),
        ];
    }

    /// <summary>Goes through all keys and checks every seal.</summary>
    public Task<HashChainWalk> WalkAsync(CancellationToken stop = default) =>
        _database.Histories.WalkAllAsync(Prefix, Events, _ => { }, stop);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    static string StreamOf(string id) => $"{Prefix}{id}";
}
