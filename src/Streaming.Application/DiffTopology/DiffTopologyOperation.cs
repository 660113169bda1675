using Streaming.Application.Operations;
using Streaming.Embedded.Hosting;
using Streaming.Topology;
using Streaming.Topology.Evolution;
using Streaming.Topology.Model;

namespace Streaming.Application.DiffTopology;

/// <param name="Topology">The later file.</param>
/// <param name="Against">The earlier file; null: what lineage was last written under.</param>
public sealed record DiffTopologyRequest(string Topology, string? Against = null);

/// <summary>What a changed topology file changes.</summary>
/// <param name="Compatible">All changes can go live with the lineage that there is.</param>
/// <param name="Changes">In the order of the later text; none where both are the same text.</param>
public sealed record TopologyDifference(
    string Topology,
    TopologyText Earlier,
    TopologyText Later,
    bool Compatible,
    IReadOnlyList<TopologyChange> Changes
);

/// <summary>One text of a topology.</summary>
public sealed record TopologyText(string File, int Version, string Hash);

/// <summary>Says what a changed topology file changes, and whether it can go on with the lineage that there is.</summary>
public sealed class DiffTopologyOperation()
    : Operation<DiffTopologyRequest, TopologyDifference>(new OperationInfo("topology.diff", Role.Viewer, Recording.Summarised))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(DiffTopologyRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<TopologyDifference> RunAsync(
        DiffTopologyRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var later = TopologyLoader.Load(request.Topology);
        var earlier = request.Against is { } file ? TopologyLoader.Load(file) : await LastAsync(later, context, stop);
        var changes = TopologyEvolution.Compare(earlier, later);
        return new TopologyDifference(later.Name, Text(earlier), Text(later), changes.All(c => c.GoesLive), changes);
    }

    static TopologyText Text(TopologyModel topology) => new(topology.File, topology.Version, topology.ContentHash);

    /// <summary>What lineage was last written under.</summary>
    static async Task<TopologyModel> LastAsync(TopologyModel later, OperationContext context, CancellationToken stop)
    {
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var lineage = await services.LineageAsync(stop);
        var streams = await lineage.ListStreamsAsync(later.Name, stop);
        var last = streams.Where(s => !s.Stream.IsRequests).Select(s => s.Header).MaxBy(h => h.TopologyVersion)
            ?? throw new StreamingException($"{later.Name} has no lineage yet: any file can start it.") { Cure = Cure.NameOtherTopology };
        var text = (await lineage.Topologies.ReadAsync(later.Name, stop)).FirstOrDefault(t => t.Hash == last.TopologyHash)
            ?? throw new StreamingException($"The text of {later.Name} version {last.TopologyVersion} was not recorded: name that file.")
            {
                Cure = Cure.NameOtherTopology,
            };
        return TopologyLoader.ParseRecorded(text.Text, $"the recorded text of version {text.Version}");
    }
}
