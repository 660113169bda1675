using Streaming.Application.Identity;
using Streaming.Application.Issuing;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Store.Issuing;

namespace Streaming.Application.AddClient;

/// <param name="Name">Names it, in its requests too: letters, digits, dots, dashes and underscores.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Topologies">Names of the topologies where it may; null: all.</param>
/// <param name="RedirectUris">Addresses to which people come back from signing in; null: it acts for itself, and for nobody else.</param>
/// <param name="Public">It can keep no secret, as programs on people's own machines cannot.</param>
public sealed record AddClientRequest(
    string Name,
    IReadOnlyList<Role> Roles,
    IReadOnlyList<string>? Topologies = null,
    IReadOnlyList<string>? RedirectUris = null,
    bool Public = false
);

/// <summary>A program that may have tokens, this one time with its secret.</summary>
/// <param name="Name">Its <c>client_id</c>.</param>
/// <param name="Secret">Its <c>client_secret</c>; nobody can read it again. Null: it has none.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Topologies">Where; null: everywhere.</param>
public sealed record AddedClient(string Name, string? Secret, IReadOnlyList<Role> Roles, IReadOnlyList<string>? Topologies);

/// <summary>Lets a program have tokens of the embedded issuer.</summary>
public sealed class AddClientOperation()
    : Operation<AddClientRequest, AddedClient>(new OperationInfo("client.add", Role.Administrator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(AddClientRequest request) =>
        HolderRules.About(request.Name, request.Roles, request.Topologies);

    /// <inheritdoc/>
    protected internal override async Task<AddedClient> RunAsync(AddClientRequest request, OperationContext context, CancellationToken stop)
    {
        HolderRules.Check("A client", request.Name, request.Roles, request.Topologies);
        if (request.Name == CommandLineClient.Id)
            throw HolderRules.Invalid($"{CommandLineClient.Id} is this program itself. Take another name.");
        if (request.RedirectUris is { } uris)
            RedirectUris.Check(uris);
        else if (request.Public)
            throw HolderRules.Invalid("A program without a secret acts for people who sign in: say where they come back to.");
        // As random as an API key, and as easily found by programs that look for secrets where none should be.
        var secret = request.Public ? null : ApiKeyText.Create();
        var made = new NewClient(request.Name, secret?.Hash(), HolderRules.Words(request.Roles))
        {
            Topologies = request.Topologies,
            RedirectUris = request.RedirectUris,
            By = context.Caller.Principal.Name,
            Why = context.Caller.Why,
        };
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).IssuerAsync(stop);
        return await store.AddClientAsync(made, stop) is not null
            ? new AddedClient(request.Name, secret?.Text, [.. request.Roles.Distinct().Order()], request.Topologies)
            : throw HolderRules.Invalid(
                $"There is, or was, a client {request.Name}. Take another name: what is on record under it is to be about one program."
            );
    }
}
