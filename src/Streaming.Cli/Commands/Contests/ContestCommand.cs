using System.CommandLine;
using Streaming.Application.ContestDecision;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Contests;

sealed class ContestCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Argument<string> _id = new("id")
    {
        Description = "Event id, or lineage id (topology/stage/partition/version/row), of a scored record",
    };

    public ContestCommand()
        : base("contest", "Take down that somebody contests a decision, so that it is answered in time; needs --because")
    {
        Add(_topology);
        Add(_id);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "streaming contest card-fraud 1320 --because \"it was me, says the cardholder\"",
                "waits for an answer: see streaming contests"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ContestDecisionRequest(parsed.GetRequiredValue(_topology), parsed.GetRequiredValue(_id));
        ContestsView.Show(context.Terminal, await context.RunAsync(new ContestDecisionOperation(), request, stop));
        return ExitCode.Done;
    }
}
