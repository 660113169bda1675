using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpenIddict.Abstractions;

namespace Streaming.Store.Issuing;

/// <summary>There are no scopes but roles, which the program knows itself.</summary>
sealed class NoScope;

/// <summary>What the library finds where it looks for scopes: none.</summary>
sealed class ScopeStore : IOpenIddictScopeStore<NoScope>
{
    public ValueTask<long> CountAsync(CancellationToken stop) => new(0L);

    public ValueTask<long> CountAsync<TResult>(Func<IQueryable<NoScope>, IQueryable<TResult>> query, CancellationToken stop) =>
        throw new NotSupportedException();

    public ValueTask CreateAsync(NoScope scope, CancellationToken stop) => throw Fixed();

    public ValueTask DeleteAsync(NoScope scope, CancellationToken stop) => throw Fixed();

    public ValueTask<NoScope?> FindByIdAsync(string identifier, CancellationToken stop) => default;

    public ValueTask<NoScope?> FindByNameAsync(string name, CancellationToken stop) => default;

    public IAsyncEnumerable<NoScope> FindByNamesAsync(ImmutableArray<string> names, CancellationToken stop) => Nobody();

    public IAsyncEnumerable<NoScope> FindByResourceAsync(string resource, CancellationToken stop) => Nobody();

    public ValueTask<TResult?> GetAsync<TState, TResult>(
        Func<IQueryable<NoScope>, TState, IQueryable<TResult>> query,
        TState state,
        CancellationToken stop
    ) => throw new NotSupportedException();

    public ValueTask<string?> GetDescriptionAsync(NoScope scope, CancellationToken stop) => default;

    public ValueTask<ImmutableDictionary<CultureInfo, string>> GetDescriptionsAsync(NoScope scope, CancellationToken stop) => new([]);

    public ValueTask<string?> GetDisplayNameAsync(NoScope scope, CancellationToken stop) => default;

    public ValueTask<ImmutableDictionary<CultureInfo, string>> GetDisplayNamesAsync(NoScope scope, CancellationToken stop) => new([]);

    public ValueTask<string?> GetIdAsync(NoScope scope, CancellationToken stop) => default;

    public ValueTask<string?> GetNameAsync(NoScope scope, CancellationToken stop) => default;

    public ValueTask<ImmutableDictionary<string, JsonElement>> GetPropertiesAsync(NoScope scope, CancellationToken stop) => new([]);

    public ValueTask<ImmutableArray<string>> GetResourcesAsync(NoScope scope, CancellationToken stop) => new([]);

    public ValueTask<NoScope> InstantiateAsync(CancellationToken stop) => throw Fixed();

    public IAsyncEnumerable<NoScope> ListAsync(int? count, int? offset, CancellationToken stop) => Nobody();

    public IAsyncEnumerable<TResult> ListAsync<TState, TResult>(
        Func<IQueryable<NoScope>, TState, IQueryable<TResult>> query,
        TState state,
        CancellationToken stop
    ) => throw new NotSupportedException();

    public ValueTask SetDescriptionAsync(NoScope scope, string? description, CancellationToken stop) => throw Fixed();

    public ValueTask SetDescriptionsAsync(NoScope scope, ImmutableDictionary<CultureInfo, string> descriptions, CancellationToken stop) =>
        throw Fixed();

    public ValueTask SetDisplayNameAsync(NoScope scope, string? name, CancellationToken stop) => throw Fixed();

    public ValueTask SetDisplayNamesAsync(NoScope scope, ImmutableDictionary<CultureInfo, string> names, CancellationToken stop) =>
        throw Fixed();

    public ValueTask SetNameAsync(NoScope scope, string? name, CancellationToken stop) => throw Fixed();

    public ValueTask SetPropertiesAsync(NoScope scope, ImmutableDictionary<string, JsonElement> properties, CancellationToken stop) =>
        throw Fixed();

    public ValueTask SetResourcesAsync(NoScope scope, ImmutableArray<string> resources, CancellationToken stop) => throw Fixed();

    public ValueTask UpdateAsync(NoScope scope, CancellationToken stop) => throw Fixed();

    static IAsyncEnumerable<NoScope> Nobody() => AsyncEnumerable.Empty<NoScope>();

    static NotSupportedException Fixed() => new("There are no scopes but roles.");
}
