using System.CommandLine;
using Streaming.Application.ShowContest;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Contests;

sealed class ShowCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly ContestArgument _contest = new();

    public ShowCommand()
        : base("show", "Show one contest: what somebody has against the decision, and what was answered")
    {
        Add(_topology);
        Add(_contest);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming contests show card-fraud 3f9a0c81de", "who said what, and when")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ShowContestRequest(parsed.GetRequiredValue(_topology), parsed.GetRequiredValue(_contest));
        ContestsView.Show(context.Terminal, await context.RunAsync(new ShowContestOperation(), request, stop));
        return ExitCode.Done;
    }
}
