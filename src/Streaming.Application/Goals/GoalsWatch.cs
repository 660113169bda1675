using Microsoft.Extensions.Logging;
using Streaming.Application.Learning;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Learning.Goals.History;
using Streaming.Learning.Goals.Watching;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.Goals;

/// <summary>Opens what sees a topology's goals, and watches over them.</summary>
static class GoalsWatch
{
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Who sees how it stands, and what was done before.</summary>
    /// <param name="topology">A name from ./topology, or a path.</param>
    /// <param name="context">The call that it is for.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">There is no such topology, or nothing is wanted of it.</exception>
    public static async Task<(GoalsObserver Observer, GoalsHistory History)> OpenAsync(
        string topology,
        OperationContext context,
        CancellationToken stop
    )
    {
        var loaded = TopologyLoader.Load(topology);
        // Whoever names a topology without goals starts nothing.
        GoalsObserver.Of(loaded);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var hands = await GoalsHands.OpenAsync(loaded, topology, context, services, stop);
        var observer = new GoalsObserver(await services.LineageAsync(stop), PlanCompiler.Compile(loaded), hands, context.Time);
        return (observer, await (await services.GoalsAsync(stop)).ReadAsync(loaded.Name, stop));
    }

    /// <summary>Watches until it is stopped, through outages of the database.</summary>
    /// <param name="topology">Whose goals.</param>
    /// <param name="file">A name from ./topology, or a path.</param>
    /// <param name="context">The call that it is for.</param>
    /// <param name="services">What is open.</param>
    /// <param name="log">Where it is said that something could not be reached.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(
        TopologyModel topology,
        string file,
        OperationContext context,
        StreamingServices services,
        ILogger log,
        CancellationToken stop
    )
    {
        GoalsSupervisor? supervisor = null;
        var told = 0L;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var histories = await services.GoalsAsync(stop);
                supervisor ??= await SupervisorAsync(topology, file, context, services, histories, stop);
                do
                {
                    // By whoever starts too: who appended the look may have died before anybody heard of it.
                    if ((await histories.ReadAsync(topology.Name, stop)).Call is { } call && call.Look != told)
                    {
                        told = call.Look;
                        RunMessages.PersonCalled(log, topology.Name, call.Look, call.Why);
                    }
                } while (await supervisor.StepAsync(stop));
            }
            catch (StreamingException e)
            {
                RunMessages.NotSupervised(log, topology.Name, e);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Poll, context.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    static async Task<GoalsSupervisor> SupervisorAsync(
        TopologyModel topology,
        string file,
        OperationContext context,
        StreamingServices services,
        GoalsStore histories,
        CancellationToken stop
    )
    {
        var hands = await GoalsHands.OpenAsync(topology, file, context, services, stop);
        var observer = new GoalsObserver(await services.LineageAsync(stop), PlanCompiler.Compile(topology), hands, context.Time);
        return new GoalsSupervisor(observer, hands, histories, context.Time, context.Note);
    }
}
