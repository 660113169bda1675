using System.CommandLine;
using Streaming.Application.AnswerContest;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Contests;

sealed class AnswerCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly ContestArgument _contest = new();
    readonly Option<bool> _uphold = new("--uphold") { Description = "The decision stands as it is" };
    readonly Option<string?> _decision = new("--decision")
    {
        Description = "Another decision is to stand: one of the topology's",
        HelpName = "name",
    };

    public AnswerCommand()
        : base("answer", "Answer a contest: the decision stands, or another does; needs --because")
    {
        Add(_topology);
        Add(_contest);
        Add(_uphold);
        Add(_decision);
        Validators.Add(result =>
        {
            if (result.GetValue(_uphold) == result.GetValue(_decision) is not null)
                result.AddError("Write --uphold, or --decision with the one that is to stand.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "streaming contests answer card-fraud 3f9a0c81de --decision genuine --because \"the cardholder was abroad\"",
                "goes out on the predictions topic as an override does"
            ),
            new(
                "streaming contests answer card-fraud 3f9a0c81de --uphold --because \"the card was reported stolen\"",
                "the decision stands"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new AnswerContestRequest(
            parsed.GetRequiredValue(_topology),
            parsed.GetRequiredValue(_contest),
            parsed.GetValue(_decision),
            parsed.GetValue(_uphold)
        );
        ContestsView.Show(context.Terminal, await context.RunAsync(new AnswerContestOperation(), request, stop));
        return ExitCode.Done;
    }
}
