using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.ListRecords;

/// <summary>The records of a key, or with a decision.</summary>
public sealed class ListRecordsOperation()
    : Operation<ListRecordsRequest, ListedRecords>(new OperationInfo("lineage.list", Role.Auditor, Recording.Summarised))
{
    /// <summary>The key may say who somebody is: it stays out of the access log.</summary>
    protected internal override string AboutOf(ListRecordsRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ListedRecords> RunAsync(
        ListRecordsRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology);
        var mask = PersonalMask.For(context.Caller.Principal, topology);
        if (request.Key is not null && mask is { HidesKey: true })
            throw RefusedException.Personal(Info, context.Caller.Principal);
        var query = QueryOf(request, topology);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var page = await (await services.LineageAsync(stop)).ListAsync(query, stop);
        if (page.Records.Count == 0 && request.Before is null)
            RefuseUnknown(request.Decision, topology);
        var listed = page.Records.Select(r => ListedRecord.Of(topology, r));
        return new ListedRecords([.. mask is null ? listed : listed.Select(mask.Over)], page.Next?.ToString(), page.NotIndexed);
    }

    static RecordQuery QueryOf(ListRecordsRequest request, TopologyModel topology)
    {
        if (request.Limit is < 1 or > ListRecordsRequest.HighestLimit)
        {
            throw new StreamingException($"At most {ListRecordsRequest.HighestLimit:N0} records are listed at a time, and at least one.")
            {
                Kind = FailureKind.Invalid,
            };
        }

        return new RecordQuery(topology.Name, topology.Source.Key)
        {
            Key = request.Key,
            Decision = request.Decision,
            Limit = request.Limit,
            Before = request.Before is { } before ? BeforeOf(before, topology) : null,
        };
    }

    static LineageId BeforeOf(string before, TopologyModel topology) =>
        LineageId.TryParse(before, out var id) && id.Stream.Topology == topology.Name
            ? id
            : throw new StreamingException(
                $"'{before}' is not a lineage id of {topology.Name}: {topology.Name}/stage/partition/version/row, as lists show it."
            )
            {
                Kind = FailureKind.Invalid,
            };

    /// <summary>No error where records were decided so: earlier versions of the topology may have had other decisions.</summary>
    static void RefuseUnknown(string? decision, TopologyModel topology)
    {
        if (decision is null || topology.Score.Decisions.Any(d => d.Name == decision))
            return;
        var declared = string.Join(", ", topology.Score.Decisions.Select(d => d.Name));
        throw new StreamingException($"{topology.Name} has no decision '{decision}', and no record with it. It decides: {declared}.")
        {
            Kind = FailureKind.Invalid,
        };
    }
}
