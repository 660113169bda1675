using System.CommandLine;
using Streaming.Application.ListContests;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Contests;

sealed class ListCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<bool> _open = new("--open") { Description = "Only those that are not answered" };

    public ListCommand()
        : base("list", "List contested decisions, what was answered, and what is overdue")
    {
        Add(_topology);
        Add(_open);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming contests list card-fraud --open", "what waits for an answer")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ListContestsRequest(parsed.GetRequiredValue(_topology), parsed.GetValue(_open));
        var listed = await context.RunAsync(new ListContestsOperation(), request, stop);
        ContestsView.List(context.Terminal, request.Topology, listed);
        return listed.Faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
