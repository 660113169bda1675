using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Events.Time;
using Streaming.Learning.Data;
using Streaming.Learning.Fairness;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.FindProxies;

/// <summary>Tests the features of a topology for proxies of the groups that it declares.</summary>
public sealed class FindProxiesOperation()
    : Operation<FindProxiesRequest, FoundProxies>(
        new OperationInfo("fairness.proxies", Role.Modeller, Recording.Always) { Job = JobRule.Repeats }
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(FindProxiesRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override FindProxiesRequest Placed(FindProxiesRequest request, JobFiles files) =>
        request with
        {
            Topology = files.Topology(request.Topology),
        };

    /// <inheritdoc/>
    protected internal override async Task<FoundProxies> RunAsync(
        FindProxiesRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        // Whoever names a topology without groups starts nothing.
        FairnessReader.Check(plan);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var report = await new ProxyReader(await services.LineageAsync(stop)).ReadAsync(
            plan,
            new TimeRange(request.From ?? Timestamp.Beginning, request.To ?? Timestamp.End),
            context.Progress<string>(text => new Noted(text)),
            stop
        );
        return FoundProxies.Of(plan.Topology.Name, request.Above, report);
    }
}
