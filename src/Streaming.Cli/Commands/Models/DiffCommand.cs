using System.CommandLine;
using Streaming.Application.DiffModels;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class DiffCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int> _earlier = new("earlier") { Description = "A version" };
    readonly Argument<int> _later = new("later") { Description = "Another" };

    public DiffCommand()
        : base("diff", "Show in what two versions differ: parameters, features, metrics, what they were trained on")
    {
        Add(_name);
        Add(_earlier);
        Add(_later);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming models diff card-fraud 1 2", "what the later version changes")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new DiffModelsRequest(
            parsed.GetRequiredValue(_name),
            parsed.GetRequiredValue(_earlier),
            parsed.GetRequiredValue(_later)
        );
        DiffView.Show(context.Terminal, await context.RunAsync(new DiffModelsOperation(), request, stop));
        return ExitCode.Done;
    }
}
