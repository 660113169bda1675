using System.CommandLine;
using Streaming.Application.ShadowModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class ShadowCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int> _version = new("version") { Description = "Version to score with, beside the champion" };

    public ShadowCommand()
        : base("shadow", "Let a version score everything and decide nothing")
    {
        Add(_name);
        Add(_version);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming models shadow card-fraud 2 --because \"retrained on October\"", "four shadows at most")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ShadowModelRequest(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_version));
        ModelsView.Moved(context.Terminal, await context.RunAsync(new ShadowModelOperation(), request, stop));
        return ExitCode.Done;
    }
}
