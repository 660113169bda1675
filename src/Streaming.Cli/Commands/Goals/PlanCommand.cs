using System.CommandLine;
using Streaming.Application.PlanGoals;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Goals;

sealed class PlanCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly DetachOption _detach = new();

    public PlanCommand()
        : base("plan", "Try on recorded history what may be done for the goals, and say what would be done; do nothing")
    {
        Add(_topology);
        Add(_detach);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming goals plan card-fraud", "what would be done, and why")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new PlanGoalsRequest(parsed.GetRequiredValue(_topology));
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new PlanGoalsOperation(), request, stop);
        GoalsView.Show(context.Terminal, await context.RunAsync(new PlanGoalsOperation(), request, stop));
        return ExitCode.Done;
    }
}
