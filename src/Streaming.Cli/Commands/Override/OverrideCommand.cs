using System.CommandLine;
using Streaming.Application.OverrideDecision;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Override;

sealed class OverrideCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Argument<string> _id = new("id")
    {
        Description = "Event id, or lineage id (topology/stage/partition/version/row), of a scored record",
    };
    readonly Option<string> _decision = new("--decision")
    {
        Description = "The decision that is to stand: one of the topology's",
        Required = true,
        HelpName = "name",
    };

    public OverrideCommand()
        : base("override", "Let another decision stand for a record; needs --because")
    {
        Add(_topology);
        Add(_id);
        Add(_decision);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "streaming override card-fraud 1320 --decision genuine --because \"the customer called\"",
                "goes out on the predictions topic, and stays in lineage beside what was predicted"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        OverrideView.Show(
            context.Terminal,
            await context.RunAsync(
                new OverrideDecisionOperation(),
                new OverrideDecisionRequest(
                    parsed.GetRequiredValue(_topology),
                    parsed.GetRequiredValue(_id),
                    parsed.GetRequiredValue(_decision)
                ),
                stop
            )
        );
        return ExitCode.Done;
    }
}
