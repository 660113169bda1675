using System.ComponentModel.DataAnnotations;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Application.Quarantine;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Application.ListQuarantine;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Limit">Most to list.</param>
/// <param name="Skip">How many of the latest to pass over.</param>
/// <param name="Reason">Only those rejected for this reason; null: all.</param>
public sealed record ListQuarantineRequest(
    string Topology,
    [property: Range(1, 10_000)] int Limit = 20,
    [property: Range(0, 1_000_000)] int Skip = 0,
    string? Reason = null
);

/// <summary>The latest rejected records, oldest first.</summary>
public sealed class ListQuarantineOperation()
    : Operation<ListQuarantineRequest, IReadOnlyList<QuarantinedRecord>>(
        new OperationInfo("quarantine.list", Role.Operator, Recording.Summarised)
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ListQuarantineRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<IReadOnlyList<QuarantinedRecord>> RunAsync(
        ListQuarantineRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        var services = await context.OpenAsync(EmbeddedParts.Broker, stop);
        var latest = await new QuarantineTopic(services.Kafka, topology).LatestAsync(request.Limit, request.Skip, request.Reason, stop);
        return PersonalMask.For(context.Caller.Principal, topology) is { } mask ? [.. latest.Select(mask.Over)] : latest;
    }
}
