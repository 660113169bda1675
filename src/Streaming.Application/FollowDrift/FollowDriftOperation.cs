using Streaming.Application.Operations;
using Streaming.Application.ShowDrift;
using Streaming.Embedded.Hosting;
using Streaming.Lineage.Monitoring;
using Streaming.Topology;

namespace Streaming.Application.FollowDrift;

/// <summary>Watches the features and scores that lineage records for changes.</summary>
public sealed class FollowDriftOperation()
    : Operation<FollowDriftRequest, ShownDrift>(new OperationInfo("drift.follow", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(FollowDriftRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ShownDrift> RunAsync(
        FollowDriftRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        if (request.Options.Fault is { } fault)
            throw new StreamingException(fault);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var follower = new DriftFollower(await services.LineageAsync(stop), topology.Name, request.Options);
        if (request.Anew)
            await follower.ForgetAsync(stop);
        if (request.ToEnd)
            await follower.CatchUpAsync((done, all) => context.Report(Advanced.Of("watching", done, all, "batches")), stop);
        else
            await follower.RunAsync(stop);
        // What is there when it was stopped is shown all the same.
        return await ShownDrift.OfAsync(topology.Name, follower, reference: null, request.ToEnd ? stop : CancellationToken.None);
    }
}
