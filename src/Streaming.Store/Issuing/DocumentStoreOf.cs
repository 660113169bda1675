using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Marten;

// They are members of interfaces that the classes below implement.
#pragma warning disable CA1822

namespace Streaming.Store.Issuing;

/// <summary>What the stores of tokens and of authorizations have in common.</summary>
abstract class DocumentStoreOf<T>(IssuerDocuments documents)
    where T : IssuedDocument, new()
{
    protected IssuerDocuments Documents { get; } = documents;

    public ValueTask<long> CountAsync(CancellationToken stop) =>
        new(Documents.ReadAsync(async session => (long)await session.Query<T>().CountAsync(stop), stop));

    /// <summary>The library asks so on behalf of programs alone, and this one does not.</summary>
    public ValueTask<long> CountAsync<TResult>(Func<IQueryable<T>, IQueryable<TResult>> query, CancellationToken stop) =>
        throw new NotSupportedException();

    public ValueTask<TResult?> GetAsync<TState, TResult>(
        Func<IQueryable<T>, TState, IQueryable<TResult>> query,
        TState state,
        CancellationToken stop
    ) => throw new NotSupportedException();

    public IAsyncEnumerable<TResult> ListAsync<TState, TResult>(
        Func<IQueryable<T>, TState, IQueryable<TResult>> query,
        TState state,
        CancellationToken stop
    ) => throw new NotSupportedException();

    public ValueTask CreateAsync(T document, CancellationToken stop) =>
        new(Documents.WriteAsync(session => session.Insert(document), stop));

    public ValueTask UpdateAsync(T document, CancellationToken stop) =>
        new(Documents.WriteAsync(session => session.Update(document), stop));

    public ValueTask DeleteAsync(T document, CancellationToken stop) =>
        new(Documents.WriteAsync(session => session.Delete(document), stop));

    public ValueTask<T?> FindByIdAsync(string identifier, CancellationToken stop) =>
        new(Documents.ReadAsync(session => session.LoadAsync<T>(identifier, stop), stop));

    public IAsyncEnumerable<T> ListAsync(int? count, int? offset, CancellationToken stop) =>
        ManyAsync(all => all.Skip(offset ?? 0).Take(count ?? int.MaxValue), stop);

    public ValueTask<T> InstantiateAsync(CancellationToken stop) => new(new T { Id = $"{Guid.CreateVersion7():N}" });

    public ValueTask<string?> GetApplicationIdAsync(T document, CancellationToken stop) => new(document.Client);

    public ValueTask SetApplicationIdAsync(T document, string? client, CancellationToken stop)
    {
        document.Client = client;
        return default;
    }

    public ValueTask<DateTimeOffset?> GetCreationDateAsync(T document, CancellationToken stop) => new(document.CreatedAt);

    public ValueTask SetCreationDateAsync(T document, DateTimeOffset? createdAt, CancellationToken stop)
    {
        document.CreatedAt = createdAt;
        return default;
    }

    public ValueTask<string?> GetStatusAsync(T document, CancellationToken stop) => new(document.Status);

    public ValueTask SetStatusAsync(T document, string? status, CancellationToken stop)
    {
        document.Status = status;
        return default;
    }

    public ValueTask<string?> GetSubjectAsync(T document, CancellationToken stop) => new(document.Subject);

    public ValueTask SetSubjectAsync(T document, string? subject, CancellationToken stop)
    {
        document.Subject = subject;
        return default;
    }

    public ValueTask<string?> GetTypeAsync(T document, CancellationToken stop) => new(document.Type);

    public ValueTask SetTypeAsync(T document, string? type, CancellationToken stop)
    {
        document.Type = type;
        return default;
    }

    public ValueTask<string?> GetIdAsync(T document, CancellationToken stop) => new(document.Id);

    public ValueTask<ImmutableDictionary<string, JsonElement>> GetPropertiesAsync(T document, CancellationToken stop) =>
        new(document.Properties is null ? [] : JsonSerializer.Deserialize<ImmutableDictionary<string, JsonElement>>(document.Properties)!);

    public ValueTask SetPropertiesAsync(T document, ImmutableDictionary<string, JsonElement> properties, CancellationToken stop)
    {
        document.Properties = properties.IsEmpty ? null : JsonSerializer.Serialize(properties);
        return default;
    }

    /// <summary><see cref="IssuerStore.PruneAsync"/> does it.</summary>
    public ValueTask<long> PruneAsync(DateTimeOffset threshold, CancellationToken stop) => throw new NotSupportedException();

    public ValueTask<long> RevokeAsync(string? subject, string? client, string? status, string? type, CancellationToken stop) =>
        RevokeAsync(all => Like(all, subject, client, status, type), stop);

    public ValueTask<long> RevokeByApplicationIdAsync(string identifier, CancellationToken stop = default) =>
        RevokeAsync(all => Like(all, null, identifier, null, null), stop);

    public ValueTask<long> RevokeBySubjectAsync(string subject, CancellationToken stop = default) =>
        RevokeAsync(all => Like(all, subject, null, null, null), stop);

    public IAsyncEnumerable<T> FindByApplicationIdAsync(string identifier, CancellationToken stop) =>
        ManyAsync(all => Like(all, null, identifier, null, null), stop);

    public IAsyncEnumerable<T> FindBySubjectAsync(string subject, CancellationToken stop) =>
        ManyAsync(all => Like(all, subject, null, null, null), stop);

    /// <summary>Those that are like something; null: whatever it is.</summary>
    protected static IQueryable<T> Like(IQueryable<T> all, string? subject, string? client, string? status, string? type)
    {
        all = Where(all, nameof(IssuedDocument.Subject), subject);
        all = Where(all, nameof(IssuedDocument.Client), client);
        all = Where(all, nameof(IssuedDocument.Status), status);
        return Where(all, nameof(IssuedDocument.Type), type);
    }

    /// <summary>As written by hand for one kind of document: a member of what all have in common would be cast first, in a query.</summary>
    static IQueryable<T> Where(IQueryable<T> all, string member, string? value)
    {
        if (value is null)
            return all;
        var one = Expression.Parameter(typeof(T), "one");
        return all.Where(
            Expression.Lambda<Func<T, bool>>(Expression.Equal(Expression.Property(one, member), Expression.Constant(value)), one)
        );
    }

    /// <summary>Those that a condition holds for.</summary>
    protected IAsyncEnumerable<T> WhereAsync(Expression<Func<T, bool>> condition, CancellationToken stop) =>
        ManyAsync(all => all.Where(condition), stop);

    protected async IAsyncEnumerable<T> ManyAsync(Func<IQueryable<T>, IQueryable<T>> which, [EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var one in await Documents.ReadAsync(session => which(session.Query<T>()).ToListAsync(stop), stop))
            yield return one;
    }

    /// <summary>Takes back all that a condition holds for.</summary>
    protected ValueTask<long> RevokeAsync(Func<IQueryable<T>, IQueryable<T>> which, CancellationToken stop) =>
        new(
            Documents.ChangeAgainAsync(
                async session =>
                {
                    var found = await which(session.Query<T>()).ToListAsync(stop);
                    foreach (var one in found)
                    {
                        one.Status = IssuedToken.Revoked;
                        session.Update(one);
                    }

                    return found.Count;
                },
                stop
            )
        );
}
