using Microsoft.Extensions.Logging;
using Streaming.Application.FollowDrift;
using Streaming.Application.Goals;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Lifecycle;
using Streaming.Store;
using Streaming.Topology;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Application.Learning;

/// <summary>Serves a topology's learning runs by one policy, until there is another one. The next session begins from the store, as
/// another process would.</summary>
/// <param name="context">The call that it is for.</param>
/// <param name="services">What is open.</param>
/// <param name="topology">A name from ./topology, or a path.</param>
/// <param name="inbox">Handles messages.</param>
/// <param name="log">Where it is said that something could not be reached.</param>
sealed class PolicySession(OperationContext context, StreamingServices services, string topology, LearningInbox inbox, ILogger log)
{
    static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <param name="served">The topology with its policy.</param>
    /// <param name="looked">Told of the newest run after each step.</param>
    /// <param name="woken">Released where there may be something to do.</param>
    /// <param name="changed">There is another policy.</param>
    /// <param name="stop">Ends it.</param>
    public async Task ServeAsync(
        TopologyModel served,
        Action<LearningRun?> looked,
        SemaphoreSlim woken,
        Func<bool> changed,
        CancellationToken stop
    )
    {
        var plan = PlanCompiler.Compile(served);
        var file = new JobFiles().Topology(topology);
        var (runs, jobs, registry) = (await services.RunsAsync(stop), await services.JobsAsync(stop), await services.ModelsAsync(stop));
        var alarms = new RunAlarms(await services.LineageAsync(stop), plan, file);
        var triggers = new RunTriggers(runs, registry, alarms, served, file, context.Time);
        var server = new RunServer(runs, jobs, inbox, triggers, alarms.NewestAsync, served.Name);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = alarms.Wanted ? WatchAsync(alarms.Request, over.Token) : Task.CompletedTask;
        var supervising = served.Learning.Goals is null
            ? Task.CompletedTask
            : GoalsWatch.RunAsync(served, topology, context, services, log, over.Token);
        try
        {
            while (!stop.IsCancellationRequested && !watching.IsFaulted && !supervising.IsFaulted && !changed())
            {
                try
                {
                    await server.LookAsync(looked, stop);
                }
                catch (StreamingException e)
                {
                    RunMessages.NotReached(log, served.Name, e);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    break;
                }

                // With or without what wakes it.
                await ((Task)woken.WaitAsync(Poll, stop)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            await over.CancelAsync();
        }

        await Task.WhenAll(watching, supervising);
    }

    /// <summary>Watches for drift, through outages of the database.</summary>
    async Task WatchAsync(FollowDriftRequest request, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await context.Runner.RunAsync(new FollowDriftOperation(), request, context.Caller, stop: stop);
            }
            catch (StoreUnavailableException e)
            {
                RunMessages.NotWatched(log, request.Topology, e);
                await Task.Delay(Poll, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
