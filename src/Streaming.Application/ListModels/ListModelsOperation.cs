using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models;

namespace Streaming.Application.ListModels;

/// <summary>Nothing is asked for but all of them.</summary>
public sealed record ListModelsRequest;

/// <summary>All models and versions, by name and version.</summary>
public sealed class ListModelsOperation()
    : Operation<ListModelsRequest, IReadOnlyList<RegisteredModel>>(new OperationInfo("model.list", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(ListModelsRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<IReadOnlyList<RegisteredModel>> RunAsync(
        ListModelsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        return await (await services.ModelsAsync(stop)).ListAsync(stop);
    }
}
