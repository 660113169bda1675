using System.CommandLine;
using Streaming.Application.GetControl;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Control;

sealed class ShowCommand : CliCommand
{
    readonly TopologyArgument _topology = new();

    public ShowCommand()
        : base("show", "Show what is in force, since when, by whom and why") => Add(_topology);

    public override IReadOnlyList<Example> Examples => [new("streaming control show card-fraud", "does the rule score, or the model?")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        ControlView.Show(
            context.Terminal,
            await context.RunAsync(new GetControlOperation(), new GetControlRequest(parsed.GetRequiredValue(_topology)), stop)
        );
        return ExitCode.Done;
    }
}
