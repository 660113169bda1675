using Marten;
using OpenIddict.Abstractions;
using Polly;
using Streaming.Store.Postgres;

namespace Streaming.Store.Issuing;

/// <summary>Documents of the issuer, one session a call.</summary>
sealed class IssuerDocuments(IDocumentStore documents)
{
    /// <summary>Whoever changes a document meanwhile is done soon.</summary>
    static readonly ResiliencePipeline Again = WriterRetry.For(new PredicateBuilder().Handle<OpenIddictExceptions.ConcurrencyException>());

    /// <summary>Reads.</summary>
    public Task<T> ReadAsync<T>(Func<IQuerySession, Task<T>> read, CancellationToken stop) =>
        DoAsync(
            async all =>
            {
                await using var session = all.QuerySession();
                return await read(session);
            },
            stop
        );

    /// <summary>Writes, or fails where somebody else has changed one of the documents since it was read.</summary>
    /// <exception cref="OpenIddictExceptions.ConcurrencyException">Somebody was first.</exception>
    public Task WriteAsync(Action<IDocumentSession> write, CancellationToken stop) =>
        ChangeAsync(
            session =>
            {
                write(session);
                return Task.FromResult(0L);
            },
            stop
        );

    /// <summary>Changes documents, whoever else changes them meanwhile.</summary>
    /// <returns>What the change returns.</returns>
    public async Task<long> ChangeAgainAsync(Func<IDocumentSession, Task<long>> change, CancellationToken stop) =>
        await Again.ExecuteAsync(async token => await ChangeAsync(change, token), stop);

    Task<long> ChangeAsync(Func<IDocumentSession, Task<long>> change, CancellationToken stop) =>
        DoAsync(
            async all =>
            {
                await using var session = all.LightweightSession();
                var changed = await change(session);
                await session.SaveChangesAsync(stop);
                return changed;
            },
            stop
        );

    async Task<T> DoAsync<T>(Func<IDocumentStore, Task<T>> what, CancellationToken stop)
    {
        try
        {
            return await what(documents);
        }
        catch (JasperFx.ConcurrencyException e)
        {
            throw new OpenIddictExceptions.ConcurrencyException("Somebody else has changed it meanwhile.", e);
        }
        catch (Exception e) when (DatabaseFault.Is(e))
        {
            throw DatabaseFault.Translate(e);
        }
    }
}
