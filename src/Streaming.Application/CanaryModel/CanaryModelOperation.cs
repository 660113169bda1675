using System.ComponentModel.DataAnnotations;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models;
using Streaming.Models.States;

namespace Streaming.Application.CanaryModel;

/// <param name="Name">Of the model.</param>
/// <param name="Version">To decide with, for some keys.</param>
/// <param name="Share">Of the keys, above 0 and at most 0.5.</param>
public sealed record CanaryModelRequest(
    string Name,
    [property: Range(1, int.MaxValue)] int Version,
    [property: Range(0.000_001, CanaryModelRequest.MaxShare)] double Share
) : IModelRequest
{
    /// <summary>The greatest share.</summary>
    public const double MaxShare = Canary.MaxShare;
}

/// <summary>Lets a version decide for a share of the keys; the champion decides for the others.</summary>
public sealed class CanaryModelOperation()
    : Operation<CanaryModelRequest, RegisteredModel>(new OperationInfo("model.canary", Role.Modeller, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(CanaryModelRequest request) => $"{request.Name} {request.Version}";

    /// <inheritdoc/>
    protected internal override async Task<RegisteredModel> RunAsync(
        CanaryModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        return await (await services.ModelsAsync(stop)).CanaryAsync(request.Name, request.Version, request.Share, context.Author, stop);
    }
}
