using System.ComponentModel.DataAnnotations;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models;

namespace Streaming.Application.RejectModel;

/// <param name="Name">Of the model.</param>
/// <param name="Version">That is not good enough.</param>
public sealed record RejectModelRequest(string Name, [property: Range(1, int.MaxValue)] int Version) : IModelRequest;

/// <summary>Says that a version that never decided for all keys is not good enough: it serves nothing any more. Takes a reason.</summary>
public sealed class RejectModelOperation()
    : Operation<RejectModelRequest, RegisteredModel>(new OperationInfo("model.reject", Role.Modeller, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RejectModelRequest request) => $"{request.Name} {request.Version}";

    /// <inheritdoc/>
    protected internal override async Task<RegisteredModel> RunAsync(
        RejectModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        context.RequireWhy("A rejection");
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        return await (await services.ModelsAsync(stop)).RejectAsync(request.Name, request.Version, context.Author, stop);
    }
}
