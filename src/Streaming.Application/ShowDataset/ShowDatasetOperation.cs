using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models.Datasets;

namespace Streaming.Application.ShowDataset;

/// <param name="Id">Of the dataset, or the beginning of it.</param>
public sealed record ShowDatasetRequest(string Id);

/// <summary>One dataset: what it was taken out of, and who was trained on it.</summary>
public sealed class ShowDatasetOperation()
    : Operation<ShowDatasetRequest, KnownDataset>(new OperationInfo("dataset.show", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(ShowDatasetRequest request) => request.Id;

    /// <inheritdoc/>
    protected internal override async Task<KnownDataset> RunAsync(
        ShowDatasetRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        return await registry.DatasetAsync(request.Id, stop);
    }
}
