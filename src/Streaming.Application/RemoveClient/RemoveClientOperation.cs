using Streaming.Application.ListClients;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.RemoveClient;

/// <param name="Name">Of the client, as the list shows it.</param>
public sealed record RemoveClientRequest(string Name);

/// <summary>Takes a program out, for good: it gets no more tokens, and those that it has open nothing within a second.</summary>
public sealed class RemoveClientOperation()
    : Operation<RemoveClientRequest, ListedClient>(new OperationInfo("client.remove", Role.Administrator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RemoveClientRequest request) => request.Name;

    /// <inheritdoc/>
    protected internal override async Task<ListedClient> RunAsync(
        RemoveClientRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).IssuerAsync(stop);
        var removed = await store.RemoveClientAsync(request.Name, context.Caller.Principal.Name, context.Caller.Why, stop);
        return removed is not null
            ? ListedClient.Of(removed)
            : throw new StreamingException("There is no client of this name.") { Kind = FailureKind.Missing, Cure = Cure.ListClients };
    }
}
