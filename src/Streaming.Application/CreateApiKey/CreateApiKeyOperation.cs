using System.ComponentModel.DataAnnotations;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Store.ApiKeys;

namespace Streaming.Application.CreateApiKey;

/// <param name="Name">Whom it is for: letters, digits, dots, dashes and underscores.</param>
/// <param name="Roles">What its holder may do.</param>
/// <param name="Topologies">Names of the topologies where they may; null: all.</param>
/// <param name="Days">So long it holds.</param>
public sealed record CreateApiKeyRequest(
    string Name,
    IReadOnlyList<Role> Roles,
    IReadOnlyList<string>? Topologies = null,
    [property: Range(1, CreateApiKeyRequest.MostDays)] int Days = CreateApiKeyRequest.UsualDays
)
{
    /// <summary>A quarter.</summary>
    public const int UsualDays = 90;

    /// <summary>A year.</summary>
    public const int MostDays = 365;
}

/// <summary>A key, this one time with the secret in it.</summary>
/// <param name="Id">Names it from now on.</param>
/// <param name="Key">What its holder sends; nobody can read it again.</param>
/// <param name="Name">Whom it is for.</param>
/// <param name="Roles">What its holder may do.</param>
/// <param name="Topologies">Where; null: everywhere.</param>
/// <param name="ExpiresAt">From then on it is none.</param>
public sealed record CreatedApiKey(
    string Id,
    string Key,
    string Name,
    IReadOnlyList<Role> Roles,
    IReadOnlyList<string>? Topologies,
    DateTimeOffset ExpiresAt
);

/// <summary>Makes a key for somebody who calls from elsewhere.</summary>
public sealed class CreateApiKeyOperation()
    : Operation<CreateApiKeyRequest, CreatedApiKey>(new OperationInfo("apikey.create", Role.Administrator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(CreateApiKeyRequest request) =>
        HolderRules.About(request.Name, request.Roles, request.Topologies);

    /// <inheritdoc/>
    protected internal override async Task<CreatedApiKey> RunAsync(
        CreateApiKeyRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        HolderRules.Check("A key", request.Name, request.Roles, request.Topologies);
        if (request.Days is < 1 or > CreateApiKeyRequest.MostDays)
            throw HolderRules.Invalid($"A key holds for 1 to {CreateApiKeyRequest.MostDays} days.");
        var roles = request.Roles.Distinct().Order().ToList();
        var expires = context.Time.GetUtcNow().AddDays(request.Days);
        var store = await (await context.OpenAsync(EmbeddedParts.Postgres, stop)).ApiKeysAsync(stop);
        while (true)
        {
            var text = ApiKeyText.Create();
            var made = new NewApiKey(text.Id, request.Name, text.Hash(), [.. roles.Select(r => r.Word())], expires)
            {
                Topologies = request.Topologies,
                By = context.Caller.Principal.Name,
                Why = context.Caller.Why,
            };
            // Ids are short enough to come twice in a long time.
            if (await store.AddAsync(made, stop) is not null)
                return new CreatedApiKey(text.Id, text.Text, request.Name, roles, request.Topologies, expires);
        }
    }
}
