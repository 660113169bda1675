using Marten;
using Npgsql;
using Streaming.Store.HashChains;
using Streaming.Store.Postgres;
using Streaming.Topology;

namespace Streaming.Store.Issuing;

/// <summary>
/// What the embedded issuer of tokens keeps: who may have tokens and which keys sign them as sealed histories, issued tokens as plain
/// documents. Thread-safe; one a process is enough.
/// </summary>
public sealed partial class IssuerStore : IDisposable
{
    const long LockKey = 0x5354_524D_4953_5355;
    const string Clients = "client/";
    const string Keys = "issuer/keys";

    static readonly Type[] Events =
    [
        typeof(ClientAdded),
        typeof(ClientRemoved),
        typeof(UserAdded),
        typeof(UserPasswordSet),
        typeof(UserRemoved),
        typeof(IssuerKeysAdded),
        typeof(IssuerKeysAsked),
    ];

    readonly NpgsqlDataSource _connections;
    readonly DocumentStore _store;
    readonly HashChainStore _histories;
    readonly TimeProvider _time;

    /// <param name="connectionString">PostgreSQL.</param>
    /// <param name="time">The clock that events are stamped by.</param>
    /// <param name="schema">PostgreSQL schema of its own, so that rights can be given to it alone.</param>
    public IssuerStore(string connectionString, TimeProvider time, string schema = "streaming_issuer")
    {
        _time = time;
        _connections = WritableSource.Create(new NpgsqlConnectionStringBuilder(connectionString));
        _store = HashChainSetup.Open(_connections, schema, store =>
        {
            store.MapHistoryEvents(Events);
            store
                .Schema.For<GivenAuthorization>()
                .UseOptimisticConcurrency(true)
                .Metadata(m => m.Version.MapTo(a => a.Version))
                .Index(a => a.Subject!)
                .Index(a => a.Client!);
            store
                .Schema.For<IssuedToken>()
                .UseOptimisticConcurrency(true)
                .Metadata(m => m.Version.MapTo(t => t.Version))
                .Index(t => t.Reference!, index => index.IsUnique = true)
                .Index(t => t.Authorization!)
                .Index(t => t.Subject!);
        });
        _histories = new HashChainStore(_store);
    }

    /// <summary>Tokens and authorizations, for the protocol's library.</summary>
    internal IssuerDocuments Documents => field ??= new IssuerDocuments(_store);

    /// <summary>Creates tables and functions where they are missing. Safe to call from several processes at once.</summary>
    public Task EnsureSchemaAsync(CancellationToken stop = default) => HashChainSetup.EnsureSchemaAsync(_store, LockKey, stop);

    /// <summary>Lets a program in.</summary>
    /// <returns>Null where its name is, or was, taken: what the access log says under a name is to be about one program.</returns>
    public async Task<IssuerClient?> AddClientAsync(NewClient made, CancellationToken stop = default)
    {
        var added = false;
        var events = await _histories.AppendAsync(
            Clients + made.Id,
            before => (added = before.Count == 0) ? new ClientAdded(made, _time.GetUtcNow()) : null,
            stop
        );
        return added ? IssuerClient.Of(events) : null;
    }

    /// <summary>Takes a program out, for good; one that was taken out stays as it is.</summary>
    /// <returns>It after that; null where there is none.</returns>
    public async Task<IssuerClient?> RemoveClientAsync(string id, string? by, string? why, CancellationToken stop = default) =>
        IssuerClient.Of(
            await _histories.AppendAsync(
                Clients + id,
                before => IssuerClient.Of(before) is { RemovedAt: null } ? new ClientRemoved(id, by, why, _time.GetUtcNow()) : null,
                stop
            )
        );

    /// <summary>All programs whose histories are sound, in the order in which they were let in: one that was altered is none.</summary>
    public async Task<IReadOnlyList<IssuerClient>> ReadClientsAsync(CancellationToken stop = default) =>
        [.. (await SoundAsync(Clients, IssuerClient.Of, stop)).OrderBy(c => c.CreatedAt)];

    /// <summary>The keys that hold.</summary>
    /// <exception cref="StreamingException">Their history was altered: nobody knows whose keys they are.</exception>
    public async Task<IssuerKeyHistory> ReadKeysAsync(CancellationToken stop = default)
    {
        if ((await _histories.WalkAsync(Keys, Events, stop)).Faults is [var fault, ..])
            throw new StreamingException($"The history of the issuer's keys was altered ({fault.Message}), and no key in it is used.");
        return IssuerKeyHistory.Of(await _histories.ReadAsync(Keys, stop));
    }

    /// <summary>Says that new keys are wanted.</summary>
    /// <param name="atOnce">Those before them hold no longer.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="why">The reason they gave.</param>
    /// <param name="stop">Gives up.</param>
    public Task AskForKeysAsync(bool atOnce, string? by, string? why, CancellationToken stop = default) =>
        _histories.AppendAsync(Keys, _ => new IssuerKeysAsked(atOnce, by, why, _time.GetUtcNow()), stop);

    /// <summary>Adds keys, where somebody who was first has not made them needless.</summary>
    /// <param name="make">Given those that hold; null: no more are needed.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>The keys that hold after it.</returns>
    public async Task<IssuerKeyHistory> AddKeysAsync(Func<IssuerKeyHistory, KeptKeys?> make, CancellationToken stop = default) =>
        IssuerKeyHistory.Of(
            await _histories.AppendAsync(
                Keys,
                before =>
                    make(IssuerKeyHistory.Of(before)) is { } keys
                        ? new IssuerKeysAdded(keys.Id, keys.Secret, keys.SignsFrom, _time.GetUtcNow())
                        : null,
                stop
            )
        );

    /// <summary>Ids of access tokens that were taken back before their time was over: few, since that is short.</summary>
    public async Task<IReadOnlyList<string>> ReadRevokedAsync(CancellationToken stop = default)
    {
        try
        {
            var now = _time.GetUtcNow();
            await using var session = _store.QuerySession();
            return await session
                .Query<IssuedToken>()
                .Where(t => t.Type == IssuedToken.AccessToken && t.Status == IssuedToken.Revoked && t.ExpiresAt > now)
                .Select(t => t.Id)
                .ToListAsync(stop);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    /// <summary>Forgets what opens nothing any more.</summary>
    /// <param name="now">What ended before it is over.</param>
    /// <param name="longest">What was given earlier than this before it is over, too.</param>
    /// <param name="stop">Gives up.</param>
    public Task PruneAsync(DateTimeOffset now, TimeSpan longest, CancellationToken stop = default)
    {
        var first = now - longest;
        return Documents.WriteAsync(
            session =>
            {
                session.DeleteWhere<IssuedToken>(t => t.ExpiresAt < now);
                session.DeleteWhere<GivenAuthorization>(a => a.CreatedAt < first);
            },
            stop
        );
    }

    /// <summary>Goes through all histories and checks every seal.</summary>
    public Task<HashChainWalk> WalkAsync(CancellationToken stop = default) => _histories.WalkAllAsync("", Events, _ => { }, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _store.Dispose();
        _connections.Dispose();
    }

    async Task<IEnumerable<T>> SoundAsync<T>(string prefix, Func<IEnumerable<ChainedEvent>, T?> fold, CancellationToken stop)
        where T : class
    {
        var happened = new List<ChainedEvent>();
        var walk = await _histories.WalkAllAsync(prefix, Events, happened.Add, stop);
        return happened
            .GroupBy(e => ((IHolderEvent)e).Id, StringComparer.Ordinal)
            .Where(holder => !walk.IsBroken(prefix + holder.Key))
            .Select(fold)
            .OfType<T>();
    }
}
