using System.ComponentModel.DataAnnotations;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models;

namespace Streaming.Application.RollBackModel;

/// <param name="Name">Of the model.</param>
/// <param name="Version">The champion or the canary: named, a call that comes twice takes back one. Null: the champion, whichever it
/// is.</param>
public sealed record RollBackModelRequest(string Name, [property: Range(1, int.MaxValue)] int? Version = null) : IModelRequest;

/// <summary>
/// Takes back what a version decides: the champion before it decides again, from each stage partition's next batch on, and a canary no
/// longer. Takes a reason. Answers the version that was rolled back.
/// </summary>
public sealed class RollBackModelOperation()
    : Operation<RollBackModelRequest, RegisteredModel>(new OperationInfo("model.rollback", Role.Modeller, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RollBackModelRequest request) =>
        request.Version is { } version ? $"{request.Name} {version}" : request.Name;

    /// <inheritdoc/>
    protected internal override async Task<RegisteredModel> RunAsync(
        RollBackModelRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        context.RequireWhy("A roll-back");
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        return await (await services.ModelsAsync(stop)).RollBackAsync(request.Name, request.Version, context.Author, stop);
    }
}
