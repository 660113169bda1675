using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Store.Issuing;

namespace Streaming.Application.ListClients;

/// <summary>Nothing is asked for but all of them.</summary>
public sealed record ListClientsRequest;

/// <summary>A program that may have tokens, without its secret.</summary>
/// <param name="Name">Its <c>client_id</c>.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Topologies">Where; null: everywhere.</param>
/// <param name="RedirectUris">Where people come back to from signing in; null: it acts for itself.</param>
/// <param name="CreatedBy">Null where nobody knows.</param>
/// <param name="Why">The reason they gave.</param>
/// <param name="RemovedAt">Null: it was not taken out.</param>
/// <param name="RemovedBy">Null: nobody took it out, or nobody knows.</param>
public sealed record ListedClient(
    string Name,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string>? Topologies,
    IReadOnlyList<string>? RedirectUris,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    string? Why,
    DateTimeOffset? RemovedAt,
    string? RemovedBy
)
{
    internal static ListedClient Of(IssuerClient client) =>
        new(
            client.Made.Id,
            client.Made.Roles,
            client.Made.Topologies,
            client.Made.RedirectUris,
            client.CreatedAt,
            client.Made.By,
            client.Made.Why,
            client.RemovedAt,
            client.RemovedBy
        );
}

/// <summary>All programs that may have tokens of the embedded issuer, or might once, in the order in which they were let in.</summary>
public sealed class ListClientsOperation()
    : Operation<ListClientsRequest, IReadOnlyList<ListedClient>>(new OperationInfo("client.list", Role.Administrator, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(ListClientsRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<IReadOnlyList<ListedClient>> RunAsync(
        ListClientsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).IssuerAsync(stop);
        return [.. (await store.ReadClientsAsync(stop)).Select(ListedClient.Of)];
    }
}
