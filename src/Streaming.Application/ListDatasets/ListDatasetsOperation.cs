using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models.Datasets;

namespace Streaming.Application.ListDatasets;

/// <summary>Nothing is asked for but all of them.</summary>
public sealed record ListDatasetsRequest;

/// <summary>All datasets that versions were trained on, the newest first.</summary>
public sealed class ListDatasetsOperation()
    : Operation<ListDatasetsRequest, IReadOnlyList<KnownDataset>>(new OperationInfo("dataset.list", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(ListDatasetsRequest request) => null;

    /// <inheritdoc/>
    protected internal override async Task<IReadOnlyList<KnownDataset>> RunAsync(
        ListDatasetsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        return await registry.DatasetsAsync(stop);
    }
}
