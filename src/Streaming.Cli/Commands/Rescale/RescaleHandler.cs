using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Pipeline.Rescaling;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Rescale;

internal sealed class RescaleHandler(CommandContext context)
{
    public async Task<int> RunAsync(RescaleRequest request, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.All, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        var rescaler = new Rescaler(plan, PipelineLaunch.Settings(services), lineage, context.Time) { OnStep = step => RescaleView.Step(context.Terminal, step), Partitioner = request.Partitioner };
        RescaleView.Show(context.Terminal, plan.Topology.Name, await rescaler.RunAsync(request.Partitions, stop));
        return ExitCode.Done;
    }
}
