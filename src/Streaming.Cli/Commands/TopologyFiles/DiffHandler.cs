using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Topology;
using Streaming.Topology.Evolution;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.TopologyFiles;

internal sealed class DiffHandler(CommandContext context)
{
    public async Task<int> RunAsync(DiffRequest request, CancellationToken stop)
    {
        var later = TopologyLoader.Load(request.Topology);
        var earlier = request.Against is { } file ? TopologyLoader.Load(file) : await LastAsync(later, stop);
        var changes = TopologyEvolution.Compare(earlier, later);
        DiffView.Show(context.Terminal, earlier, later, changes);
        return changes.All(c => c.GoesLive) ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>What lineage was last written under.</summary>
    async Task<TopologyModel> LastAsync(TopologyModel later, CancellationToken stop)
    {
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        var last = (await lineage.ListStreamsAsync(later.Name, stop)).Select(s => s.Header).MaxBy(h => h.TopologyVersion)
            ?? throw new StreamingException($"{later.Name} has no lineage yet: any file can start it. Compare two files with --against.");
        var text = (await lineage.Topologies.ReadAsync(later.Name, stop)).FirstOrDefault(t => t.Hash == last.TopologyHash)
            ?? throw new StreamingException($"The text of {later.Name} version {last.TopologyVersion} was not recorded. Compare with that file by --against.");
        return TopologyLoader.ParseRecorded(text.Text, $"the recorded text of version {text.Version}");
    }
}
