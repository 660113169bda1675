using System.CommandLine;
using Streaming.Application.FallBack;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Control;

sealed class FallBackCommand : CliCommand
{
    readonly TopologyArgument _topology = new();

    public FallBackCommand()
        : base("fallback", "Score by the topology's rule, whatever model is in use, until told to resume") => Add(_topology);

    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "streaming control fallback card-fraud --because \"the model blocks a whole region\"",
                "in force within a batch, and after a restart too"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        ControlView.Show(
            context.Terminal,
            await context.RunAsync(new FallBackOperation(), new FallBackRequest(parsed.GetRequiredValue(_topology)), stop)
        );
        return ExitCode.Done;
    }
}
