using Microsoft.Extensions.Logging;
using Streaming.Application.Learning;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Lifecycle;

namespace Streaming.Application.ServeLearning;

/// <param name="Topology">A name from ./topology, or a path.</param>
/// <param name="Jobs">So many jobs at a time in processes beside this one; 0: others work on them.</param>
public sealed record ServeLearningRequest(string Topology, int Jobs = 1);

/// <summary>This process went on with learning runs.</summary>
/// <param name="Topology">Of which topology.</param>
/// <param name="Seconds">For so long.</param>
/// <param name="Last">The newest run; null: there was none.</param>
public sealed record ServedLearning(string Topology, double Seconds, DescribedRun? Last);

/// <summary>Renews a topology's model by its policy, until it is stopped. Any number of processes may do so.</summary>
public sealed class ServeLearningOperation()
    : Operation<ServeLearningRequest, ServedLearning>(new OperationInfo("learning.serve", Role.Operator, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(ServeLearningRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<ServedLearning> RunAsync(
        ServeLearningRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        var log = context.Loggers.CreateLogger<ServeLearningOperation>();
        var policy = new FollowedPolicy(request.Topology, log);
        var name = policy.Current.Name;
        Renewed.ModelOf(policy.Current);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var steps = new LearningSteps(await services.JobsAsync(stop), await services.ModelsAsync(stop));
        await using var inbox = new LearningInbox(await services.RunsAsync(stop), steps, context.Time, context.Loggers);
        // Whoever says that it serves has opened all it serves with, and goes on through outages.
        await services.LineageAsync(stop);
        using var woken = new SemaphoreSlim(0);
        await Waking.ListenAsync(
            context,
            services,
            topology =>
            {
                if (topology == name)
                    woken.Release();
            },
            stop
        );

        LearningRun? said = null;
        var began = context.Time.GetTimestamp();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var working = request.Jobs > 0 ? context.Jobs.HostAsync(request.Jobs, apart: true, over.Token) : Task.CompletedTask;
        var session = new PolicySession(context, services, request.Topology, inbox, log);
        context.Note($"Serving the learning runs of {name}.");
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await session.ServeAsync(policy.Current, run => said = Say(context, said, run), woken, policy.Renew, stop);
                if (!stop.IsCancellationRequested)
                    context.Note($"The policy of {name} has changed: what begins from now on goes by it.");
            }
        }
        finally
        {
            await over.CancelAsync();
            await working;
        }

        return new ServedLearning(
            name,
            Math.Round(context.Time.GetElapsedTime(began).TotalSeconds, 3),
            said is null ? null : DescribedRun.Of(said)
        );
    }

    static LearningRun? Say(OperationContext context, LearningRun? said, LearningRun? now)
    {
        if (now is null || (said?.CorrelationId == now.CorrelationId && said.History.Count == now.History.Count))
            return now;
        // What was over before this process looked is no news.
        if (said is null && now.Over)
            return now;
        var from = said?.CorrelationId == now.CorrelationId ? said.History.Count : 0;
        foreach (var place in now.History.Skip(from))
            context.Note($"run {now.Begun!.Number}: {LearningMachine.WordOf(place.State)}. {place.Why}".TrimEnd());
        return now;
    }
}
