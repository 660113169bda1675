using Streaming.Application.Jobs;
using Streaming.Application.Learning;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;
using Streaming.Lifecycle.Messages;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.StartLearning;

/// <param name="Topology">A name from ./topology, or a path.</param>
public sealed record StartLearningRequest(string Topology)
{
    /// <summary>Of one cause one run begins, however often it is asked for; null: each call is a cause of its own.</summary>
    internal string? Cause { get; init; }

    /// <summary>How the version is trained; null: as the policy says.</summary>
    internal TrainingModel? Train { get; init; }
}

/// <summary>A run was asked for: it begins as soon as a process serves the topology's runs.</summary>
/// <param name="Topology">Whose model is renewed.</param>
/// <param name="Model">Name of that model.</param>
/// <param name="Message">Id of what was stored.</param>
public sealed record StartedLearning(string Topology, string Model, string Message);

/// <summary>Asks for a topology's model to be renewed by its policy. Takes a reason.</summary>
public sealed class StartLearningOperation()
    : Operation<StartLearningRequest, StartedLearning>(new OperationInfo("learning.start", Role.Modeller, Recording.Always))
{
    /// <inheritdoc/>
    protected internal override string AboutOf(StartLearningRequest request) => request.Topology;

    /// <inheritdoc/>
    protected internal override async Task<StartedLearning> RunAsync(
        StartLearningRequest request,
        OperationContext context,
        CancellationToken stop
    )
    {
        context.RequireWhy("A learning run");
        var topology = TopologyLoader.Load(request.Topology);
        var model = Renewed.ModelOf(topology);
        var file = new JobFiles().Topology(request.Topology);
        var services = await context.OpenAsync(EmbeddedParts.Postgres, stop);
        var runs = await services.RunsAsync(stop);
        if (request.Cause is { } cause && await runs.MessageAsync(cause, stop) is not null)
            return new StartedLearning(topology.Name, model, cause);
        if (await runs.LastAsync(topology.Name, stop) is { Open: true } open)
        {
            throw new StreamingException(
                $"Run {open.Number} of {topology.Name} is not over, and there is one at a time: wait for its end, or cancel it."
            )
            {
                Cure = Cure.ShowRun(topology.Name, open.Number),
            };
        }

        var (who, why) = (context.Caller.Principal.Name, context.Caller.Why);
        var message = request.Cause is { } known
            ? RunTriggers.OfGoals(known, topology, model, file, request.Train, who, why)
            : RunTriggers.OfPerson(topology, model, file, who, why);
        await runs.TellAsync(MessageFormat.Write(message), stop);
        await Waking.WakeAsync(context, services, topology.Name, stop);
        return new StartedLearning(topology.Name, model, message.Id);
    }
}
