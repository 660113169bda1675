using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Application.Quarantine;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.ShowQuarantined;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Address"><c>partition:offset</c> on the quarantine topic.</param>
public sealed record ShowQuarantinedRequest(string Topology, string Address);

/// <summary>One rejected record, whole.</summary>
public sealed class ShowQuarantinedOperation()
    : Operation<ShowQuarantinedRequest, QuarantinedRecord>(new OperationInfo("quarantine.show", Role.Operator, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ShowQuarantinedRequest request) => $"{request.Topology} {request.Address}";

    /// <inheritdoc/>
    protected internal override async Task<QuarantinedRecord> RunAsync(
        ShowQuarantinedRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        var services = await context.OpenAsync(EmbeddedParts.Broker, stop);
        var found = await new QuarantineTopic(services.Kafka, topology).AtAsync(request.Address, stop);
        return PersonalMask.For(context.Caller.Principal, topology)?.Over(found) ?? found;
    }
}
