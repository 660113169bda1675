using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaming.Application.FallBack;
using Streaming.Application.Operations;
using Streaming.Application.RollBackModel;
using Streaming.Application.RollOutModel;
using Streaming.Application.Services;
using Streaming.Application.StartLearning;
using Streaming.Inference.Serving;
using Streaming.Learning.Goals.History;
using Streaming.Learning.Goals.Planning;
using Streaming.Learning.Goals.Watching;
using Streaming.Lifecycle;
using Streaming.Lifecycle.Messages;
using Streaming.Models;
using Streaming.Store;
using Streaming.Store.Runs;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Application.Goals;

/// <summary>What watching over goals does: calls of operations, in the name of the goals, with the plan's reasons as theirs.</summary>
sealed class GoalsHands(OperationContext context, TopologyModel topology, string file, ModelRegistry registry, RunStore runs) : IGoalsHands
{
    const int LongestWhy = 1000;

    readonly Principal _goals = new($"goals of {topology.Name}", new HashSet<Role> { Role.Modeller, Role.Operator });

    /// <param name="topology">Whose goals.</param>
    /// <param name="file">Its file, as operations name it.</param>
    /// <param name="context">The call that is made for them.</param>
    /// <param name="services">What is open.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<GoalsHands> OpenAsync(
        TopologyModel topology,
        string file,
        OperationContext context,
        StreamingServices services,
        CancellationToken stop
    ) => new(context, topology, file, await services.ModelsAsync(stop), await services.RunsAsync(stop));

    /// <inheritdoc/>
    public async Task<int?> ChampionAsync(CancellationToken stop) =>
        topology.Score.Model is { } name ? (await registry.ServingAsync(name, stop)).Champion?.Version : null;

    /// <inheritdoc/>
    public async Task<ServedModel?> BeforeAsync(CancellationToken stop)
    {
        if (await ChampionAsync(stop) is not { } champion)
            return null;
        var before = new VersionBefore(registry, topology, context.Loggers.CreateLogger<GoalsHands>());
        return await before.OfAsync(await registry.GetAsync(topology.Score.Model!, champion, stop), stop);
    }

    /// <inheritdoc/>
    public async Task<bool> IsBusyAsync(CancellationToken stop) => await runs.LastAsync(topology.Name, stop) is { Open: true };

    /// <inheritdoc/>
    public async Task<GoalsOutcome> BeginAsync(GoalsEpisode planned, CancellationToken stop)
    {
        try
        {
            return new GoalsOutcome(true, await DoAsync(planned, stop));
        }
        catch (StreamingException e) when (e is not StoreUnavailableException)
        {
            return new GoalsOutcome(false, $"{GoalWords.Of(planned.Action!.Value)} could not be begun: {e.Message}");
        }
    }

    /// <inheritdoc/>
    public async Task<GoalsOutcome?> OutcomeAsync(GoalsEpisode acted, CancellationToken stop)
    {
        if (acted.Action is GoalAction.RollBack or GoalAction.FallBack)
            return new GoalsOutcome(true, acted.Since[^1]);
        var cause = CauseOf(acted);
        if (await runs.FindAsync(RunIds.Of(cause), stop) is not { } row)
        {
            return await runs.MessageAsync(cause, stop) is { Aside: { } aside }
                ? new GoalsOutcome(false, $"No learning run came of it: {aside}.")
                : null;
        }

        if (row.Open || LearningRun.Of(row, await runs.ReadAsync(row, stop)) is not { } run)
            return null;
        return new GoalsOutcome(
            run.CurrentState == nameof(LearningMachine.Promoted),
            $"Learning run {row.Number} is over, {LearningMachine.WordOf(run.CurrentState!)}: {run.History[^1].Why}"
        );
    }

    async Task<string> DoAsync(GoalsEpisode planned, CancellationToken stop)
    {
        var caller = new Caller(_goals, Why(planned));
        switch (planned.Action)
        {
            case GoalAction.RollBack:
                var back = new RollBackModelRequest(topology.Score.Model!, planned.Version);
                var rolled = await context.Runner.RunAsync(new RollBackModelOperation(), back, caller, context.Reporting, stop);
                return $"Version {rolled.Version} was rolled back.";
            case GoalAction.FallBack:
                await context.Runner.RunAsync(new FallBackOperation(), new FallBackRequest(file), caller, context.Reporting, stop);
                return planned.DeadMan ? "The rule scores. A person is called." : "The rule scores.";
            default:
                var start = new StartLearningRequest(file) { Cause = CauseOf(planned), Train = planned.Train };
                await context.Runner.RunAsync(new StartLearningOperation(), start, caller, context.Reporting, stop);
                return "A learning run was asked for.";
        }
    }

    /// <summary>The same for whoever goes on after a crash.</summary>
    string CauseOf(GoalsEpisode episode) => string.Create(CultureInfo.InvariantCulture, $"goals/{topology.Name}/{episode.Look}");

    /// <summary>What is wrong and what is done about it; what lies between is in the history.</summary>
    static string Why(GoalsEpisode planned)
    {
        var why = planned.Reasons is [var only] ? only : $"{planned.Reasons[0]} {planned.Reasons[^1]}";
        return why.Length <= LongestWhy ? why : why[..LongestWhy];
    }
}
