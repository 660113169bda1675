using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Models.Datasets;

namespace Streaming.Application.DiffDatasets;

/// <param name="Earlier">Id of a dataset, or the beginning of it.</param>
/// <param name="Later">Of another.</param>
public sealed record DiffDatasetsRequest(string Earlier, string Later);

/// <summary>Says in what two datasets differ: lineage, period, columns.</summary>
public sealed class DiffDatasetsOperation()
    : Operation<DiffDatasetsRequest, DatasetDifference>(new OperationInfo("dataset.diff", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string? AboutOf(DiffDatasetsRequest request) => $"{request.Earlier} {request.Later}";

    /// <inheritdoc/>
    protected internal override async Task<DatasetDifference> RunAsync(
        DiffDatasetsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var registry = await services.ModelsAsync(stop);
        return Between(await registry.DatasetAsync(request.Earlier, stop), await registry.DatasetAsync(request.Later, stop));
    }

    internal static DatasetDifference Between(KnownDataset earlier, KnownDataset later)
    {
        var (before, after) = (Spans(earlier), Spans(later));
        return new DatasetDifference(
            earlier.Id,
            later.Id,
            earlier.Topology == later.Topology ? null : [earlier.Topology, later.Topology],
            [.. later.Features.Except(earlier.Features)],
            [.. earlier.Features.Except(later.Features)],
            earlier.From,
            earlier.To,
            later.From,
            later.To,
            [
                .. before
                    .Keys.Union(after.Keys)
                    .Select(at => new DifferentRange(at.Stream, at.Table, before.GetValueOrDefault(at), after.GetValueOrDefault(at)))
                    .Where(range => range.Earlier != range.Later),
            ]
        );
    }

    static Dictionary<(string Stream, string? Table), BatchSpan> Spans(KnownDataset dataset)
    {
        return dataset.Ranges.ToDictionary(r => (r.Stream, r.Table), r => new BatchSpan(r.FirstVersion, r.LastVersion));
    }
}
