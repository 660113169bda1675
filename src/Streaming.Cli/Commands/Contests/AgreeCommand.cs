using System.CommandLine;
using Streaming.Application.AgreeToAnswer;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Contests;

sealed class AgreeCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly ContestArgument _contest = new();
    readonly Option<string> _decision = new("--decision")
    {
        Description = "The decision that was proposed",
        Required = true,
        HelpName = "name",
    };
    readonly Option<bool> _decline = new("--decline") { Description = "Do not agree; needs --because" };

    public AgreeCommand()
        : base("agree", "Agree, as the second person, to a decision that somebody proposed")
    {
        Add(_topology);
        Add(_contest);
        Add(_decision);
        Add(_decline);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming contests agree card-fraud 3f9a0c81de --decision genuine", "from now on it stands"),
            new(
                "streaming contests agree card-fraud 3f9a0c81de --decision genuine --decline --because \"no proof\"",
                "another answer has to be proposed"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new AgreeToAnswerRequest(
            parsed.GetRequiredValue(_topology),
            parsed.GetRequiredValue(_contest),
            parsed.GetRequiredValue(_decision),
            parsed.GetValue(_decline)
        );
        ContestsView.Show(context.Terminal, await context.RunAsync(new AgreeToAnswerOperation(), request, stop));
        return ExitCode.Done;
    }
}
