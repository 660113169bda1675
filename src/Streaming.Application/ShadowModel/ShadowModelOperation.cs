using System.ComponentModel.DataAnnotations;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models;

namespace Streaming.Application.ShadowModel;

/// <param name="Name">Of the model.</param>
/// <param name="Version">To score everything with, beside the champion.</param>
public sealed record ShadowModelRequest(string Name, [property: Range(1, int.MaxValue)] int Version) : IModelRequest;

/// <summary>Lets a version score everything and decide nothing, so that it can be compared with the champion.</summary>
public sealed class ShadowModelOperation()
    : Operation<ShadowModelRequest, RegisteredModel>(new OperationInfo("model.shadow", Role.Modeller, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ShadowModelRequest request) => $"{request.Name} {request.Version}";

    /// <inheritdoc/>
    protected internal override async Task<RegisteredModel> RunAsync(
        ShadowModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        return await (await services.ModelsAsync(stop)).ShadowAsync(request.Name, request.Version, context.Author, stop);
    }
}
