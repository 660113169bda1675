using System.ComponentModel.DataAnnotations;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models;

namespace Streaming.Application.PromoteModel;

/// <param name="Name">Of the model.</param>
/// <param name="Version">To score with.</param>
public sealed record PromoteModelRequest(string Name, [property: Range(1, int.MaxValue)] int Version) : IModelRequest;

/// <summary>Makes a version the one that scores, from each stage partition's next batch on. The model's history names who did it.</summary>
public sealed class PromoteModelOperation()
    : Operation<PromoteModelRequest, RegisteredModel>(new OperationInfo("model.promote", Role.Modeller, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(PromoteModelRequest request) => $"{request.Name} {request.Version}";

    /// <inheritdoc/>
    protected internal override async Task<RegisteredModel> RunAsync(
        PromoteModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        return await (await services.ModelsAsync(stop)).PromoteAsync(request.Name, request.Version, context.Author, stop);
    }
}
