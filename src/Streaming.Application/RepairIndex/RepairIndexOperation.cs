using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Lineage;
using Streaming.Lineage.Verification;
using Streaming.Topology;

namespace Streaming.Application.RepairIndex;

/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record RepairIndexRequest(string Topology);

/// <summary>What was indexed anew.</summary>
public sealed record RepairedIndex(string Topology, IReadOnlyList<IndexedStream> Streams);

/// <summary>One stream that was indexed anew.</summary>
public sealed record IndexedStream(string Stream, long Batches);

/// <summary>Makes the index by which records are found anew, from the recorded batches. The pipeline may run.</summary>
public sealed class RepairIndexOperation()
    : Operation<RepairIndexRequest, RepairedIndex>(
        new OperationInfo("repair.index", Role.Operator, Recording.Always) { Job = JobRule.Repeats }
    )
{
    /// <inheritdoc/>
    protected internal override string AboutOf(RepairIndexRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override RepairIndexRequest Placed(RepairIndexRequest request, JobFiles files) =>
        request with
        {
            Topology = files.Topology(request.Topology),
        };

    /// <inheritdoc/>
    protected internal override async Task<RepairedIndex> RunAsync(
        RepairIndexRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var topology = TopologyLoader.Load(request.Topology).Name;
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var lineage = await services.LineageAsync(stop);
        var streams = await lineage.ListStreamsAsync(topology, stop);
        if (streams.Count == 0)
            throw new StreamingException($"There is no lineage of {topology}, so there is nothing to index.");
        var rebuild = new IndexRebuild(lineage);
        var indexed = new List<IndexedStream>();
        foreach (var stream in streams.Select(s => s.Stream))
        {
            indexed.Add(new IndexedStream(stream.ToString(), await rebuild.RebuildAsync(stream, stop)));
            context.Report(Advanced.Of("indexing", indexed.Count, streams.Count, "streams"));
        }

        return new RepairedIndex(topology, indexed);
    }
}
