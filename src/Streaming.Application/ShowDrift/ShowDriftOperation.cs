using Streaming.Application.Operations;
using Streaming.Drift.Columns;
using Streaming.Embedded.Hosting;
using Streaming.Lineage.Monitoring;
using Streaming.Topology;

namespace Streaming.Application.ShowDrift;

/// <summary>Tells what the drift follower found.</summary>
public sealed class ShowDriftOperation()
    : Operation<ShowDriftRequest, ShownDrift>(new OperationInfo("drift.show", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ShowDriftRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ShownDrift> RunAsync(ShowDriftRequest request, OperationContext context, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(request.Topology);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var follower = new DriftFollower(await services.LineageAsync(stop), topology.Name, new ColumnsOptions());
        return await ShownDrift.OfAsync(topology.Name, follower, stop);
    }
}
