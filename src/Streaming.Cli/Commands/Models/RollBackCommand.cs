using System.CommandLine;
using Streaming.Application.RollBackModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class RollBackCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int?> _version = new("version")
    {
        Description = "The champion or the canary, so that calling twice takes back one (default: the champion, whichever it is)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public RollBackCommand()
        : base("rollback", "Take the champion back to the version before it; needs --because")
    {
        Add(_name);
        Add(_version);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming models rollback card-fraud --because \"twice the alerts\"", "running pipelines notice within seconds")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RollBackModelRequest(parsed.GetRequiredValue(_name), parsed.GetValue(_version));
        ModelsView.Moved(context.Terminal, await context.RunAsync(new RollBackModelOperation(), request, stop));
        return ExitCode.Done;
    }
}
