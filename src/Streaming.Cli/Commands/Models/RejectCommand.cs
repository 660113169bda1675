using System.CommandLine;
using Streaming.Application.RejectModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class RejectCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int> _version = new("version") { Description = "Version that is not good enough" };

    public RejectCommand()
        : base("reject", "End a shadow or a canary, or what was never used; needs --because")
    {
        Add(_name);
        Add(_version);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming models reject card-fraud 2 --because \"finds less than version 1\"", "it serves nothing any more")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RejectModelRequest(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_version));
        ModelsView.Moved(context.Terminal, await context.RunAsync(new RejectModelOperation(), request, stop));
        return ExitCode.Done;
    }
}
