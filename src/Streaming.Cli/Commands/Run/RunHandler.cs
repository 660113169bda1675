using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Run;

internal sealed class RunHandler(CommandContext context)
{
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    public async Task<int> RunAsync(RunRequest request, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(request.Topology));
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.All, stop);
        await using var launch = await PipelineLaunch.StartAsync(context, services, plan, request.Partitions, request.Provider, stop);
        var view = new RunView(context.Terminal, context.Time, plan);
        view.Started(services.Kafka.BootstrapServers);
        while (!stop.IsCancellationRequested && !launch.Host.Completion.IsCompleted)
        {
            await Task.WhenAny(launch.Host.Completion, Task.Delay(LookInterval, context.Time, stop));
            view.Look(launch.Host.Snapshot());
        }

        // Faults here where something stopped it.
        await launch.Host.StopAsync();
        view.Ended(launch.Host.Snapshot());
        return ExitCode.Done;
    }
}
