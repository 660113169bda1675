using System.CommandLine;
using Streaming.Application.ListJobs;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Jobs;

sealed class ListCommand : CliCommand
{
    readonly Option<bool> _open = new("--open") { Description = "Only those that wait or run" };
    readonly Option<int> _limit = new("--limit")
    {
        Description = "The newest so many",
        HelpName = "n",
        DefaultValueFactory = _ => 50,
    };

    public ListCommand()
        : base("list", "List jobs, newest first, and say whether any process runs them")
    {
        Add(_open);
        Add(_limit);
        _limit.Validators.Add(Check.Positive(_limit));
    }

    public override IReadOnlyList<Example> Examples => [new("streaming jobs list --open", "what waits and what runs")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ListJobsRequest(parsed.GetValue(_open), parsed.GetValue(_limit));
        JobsView.List(context.Terminal, await context.RunAsync(new ListJobsOperation(), request, stop));
        return ExitCode.Done;
    }
}
