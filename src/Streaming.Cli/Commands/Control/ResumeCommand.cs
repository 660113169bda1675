using System.CommandLine;
using Streaming.Application.Resume;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Control;

class ResumeCommand : CliCommand
{
    readonly TopologyArgument _topology = new();

    public ResumeCommand()
        : this("Score by the model in use again") { }

    protected ResumeCommand(string description)
        : base("resume", description) => Add(_topology);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming control resume card-fraud --because \"version 4 is in use now\"", "takes a fallback back")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        ControlView.Show(
            context.Terminal,
            await context.RunAsync(new ResumeOperation(), new ResumeRequest(parsed.GetRequiredValue(_topology)), stop)
        );
        return ExitCode.Done;
    }
}
