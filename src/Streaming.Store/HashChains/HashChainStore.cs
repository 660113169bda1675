using JasperFx.Events;
using Marten;
using Marten.Events;
using Marten.Exceptions;
using Npgsql;
using Polly;
using Streaming.Store.Postgres;

namespace Streaming.Store.HashChains;

/// <summary>The histories in a Marten store that was set up with <see cref="HashChainSetup"/>: the one way to append to them, and to read
/// and
/// check them.</summary>
/// <param name="store">The store; it stays the caller's.</param>
public sealed class HashChainStore(DocumentStore store)
{
    /// <summary>
    /// Writers of one history that meet decide again, each after a time of its own: without it the same one can lose to the others again
    /// and
    /// again. Each loss is another writer's success, so the limit is only for a fault that merely looks like a conflict.
    /// </summary>
    static readonly ResiliencePipeline Writers = WriterRetry.For(new PredicateBuilder().Handle<Exception>(IsConflict));

    /// <summary>All that happened in one history, in order; empty where there is none.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    /// <exception cref="StoreRefusedException">It refuses.</exception>
    public async Task<IReadOnlyList<ChainedEvent>> ReadAsync(string stream, CancellationToken stop = default)
    {
        try
        {
            await using var session = store.QuerySession();
            return await ReadAsync(session, stream, stop);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    /// <summary>Every event of some types in all histories, in order within each.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    /// <exception cref="StoreRefusedException">It refuses.</exception>
    public async Task<ILookup<string, ChainedEvent>> ReadAllAsync(Type[] types, CancellationToken stop = default)
    {
        try
        {
            await using var session = store.QuerySession();
            var events = await session
                .Events.QueryAllRawEvents()
                .Where(e => e.EventTypesAre(types))
                .OrderBy(e => e.Sequence)
                .ToListAsync(stop);
            return events.ToLookup(e => e.StreamKey!, e => (ChainedEvent)e.Data, StringComparer.Ordinal);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    /// <summary>All that happened in several histories, in order within each.</summary>
    /// <inheritdoc cref="ReadAsync(string, CancellationToken)"/>
    public async Task<ILookup<string, ChainedEvent>> ReadManyAsync(IReadOnlyList<string> streams, CancellationToken stop = default)
    {
        try
        {
            await using var session = store.QuerySession();
            var events = await session
                .Events.QueryAllRawEvents()
                .Where(e => e.StreamKey!.IsOneOf(streams.ToArray()))
                .OrderBy(e => e.Sequence)
                .ToListAsync(stop);
            return events.ToLookup(e => e.StreamKey!, e => (ChainedEvent)e.Data, StringComparer.Ordinal);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    /// <summary>Appends the event decided on from all that happened before, unless that is null; decides again where another writer was
    /// first.</summary>
    /// <param name="stream">Name of the history.</param>
    /// <param name="decide">Given what happened so far; may be called several times.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>All that has happened, with what was appended.</returns>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    /// <exception cref="StoreRefusedException">It refuses.</exception>
    public Task<IReadOnlyList<ChainedEvent>> AppendAsync(
        string stream,
        Func<IReadOnlyList<ChainedEvent>, ChainedEvent?> decide,
        CancellationToken stop = default
    ) => AppendAsync(stream, decide, static (_, _) => { }, stop);

    /// <inheritdoc cref="AppendAsync(string, Func{IReadOnlyList{ChainedEvent}, ChainedEvent}, CancellationToken)"/>
    /// <param name="stream">Name of the history.</param>
    /// <param name="decide">Given what happened so far; may be called several times.</param>
    /// <param name="beside">Given what is appended; adds what is written in the same transaction.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>All that has happened, with what was appended.</returns>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    /// <exception cref="StoreRefusedException">It refuses.</exception>
    public async Task<IReadOnlyList<ChainedEvent>> AppendAsync(
        string stream,
        Func<IReadOnlyList<ChainedEvent>, ChainedEvent?> decide,
        Action<IDocumentSession, ChainedEvent> beside,
        CancellationToken stop = default
    )
    {
        ArgumentNullException.ThrowIfNull(decide);
        try
        {
            return await Writers.ExecuteAsync(async token => await AppendOnceAsync(stream, decide, beside, token), stop);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }

    /// <summary>Goes through one history, if it is there, and checks every seal.</summary>
    /// <param name="stream">Its name.</param>
    /// <param name="types">The kinds of events in it.</param>
    /// <param name="stop">Stops.</param>
    public Task<HashChainWalk> WalkAsync(string stream, Type[] types, CancellationToken stop = default) =>
        new HashChainReader(store, types).OneAsync(stream, stop);

    /// <summary>Goes through all histories whose names begin so, and checks every seal.</summary>
    /// <param name="prefix">The beginning.</param>
    /// <param name="types">The kinds of events in them.</param>
    /// <param name="told">Told every sound event.</param>
    /// <param name="stop">Stops.</param>
    public Task<HashChainWalk> WalkAllAsync(string prefix, Type[] types, Action<ChainedEvent> told, CancellationToken stop = default) =>
        new HashChainReader(store, types).AllAsync(prefix, told, stop);

    /// <summary>Whether a write failed since another writer of the stream was first.</summary>
    public static bool IsConflict(Exception e) =>
        e
            is EventStreamUnexpectedMaxEventIdException
                or Marten.Exceptions.ExistingStreamIdCollisionException
                or JasperFx.Events.ExistingStreamIdCollisionException
        || e.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    async Task<IReadOnlyList<ChainedEvent>> AppendOnceAsync(
        string stream,
        Func<IReadOnlyList<ChainedEvent>, ChainedEvent?> decide,
        Action<IDocumentSession, ChainedEvent> beside,
        CancellationToken stop
    )
    {
        await using var session = store.LightweightSession();
        var before = await ReadAsync(session, stream, stop);
        if (decide(before) is not { } happened)
            return before;
        var stored = happened.Sealed(stream, before);
        session.Events.Append(stream, before.Count + 1, stored);
        beside(session, happened);
        await session.SaveChangesAsync(stop);
        return [.. before, (ChainedEvent)stored.Data];
    }

    static async Task<IReadOnlyList<ChainedEvent>> ReadAsync(IQuerySession session, string stream, CancellationToken stop)
    {
        var events = await session.Events.FetchStreamAsync(stream, token: stop);
        return [.. events.Select(e => (ChainedEvent)e.Data)];
    }
}
