using System.CommandLine;
using Streaming.Application.ShowGoals;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Goals;

sealed class ShowCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<int> _limit = new("--limit")
    {
        Description = "Tell of so many of the last looks",
        DefaultValueFactory = _ => new ShowGoalsRequest("").Limit,
        HelpName = "looks",
    };

    public ShowCommand()
        : base("show", "Show goals beside what is measured, what was done for them, and why")
    {
        Add(_topology);
        Add(_limit);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming goals show card-fraud", "is it as good as it should be?")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ShowGoalsRequest(parsed.GetRequiredValue(_topology)) { Limit = parsed.GetValue(_limit) };
        GoalsView.Show(context.Terminal, await context.RunAsync(new ShowGoalsOperation(), request, stop));
        return ExitCode.Done;
    }
}
