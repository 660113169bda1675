using System.CommandLine;
using Streaming.Application.ShowModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class ShowCommand : CliCommand
{
    readonly Argument<string> _name = new("name") { Description = "Name of the model" };
    readonly Argument<int?> _version = new("version")
    {
        Description = "Version (default: the one in use, else the last)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public ShowCommand()
        : base("show", "Show one version: where it stands and how it came there, metrics, parameters, where it comes from")
    {
        Add(_name);
        Add(_version);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming models show card-fraud", "the version in use")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ShowModelRequest(parsed.GetRequiredValue(_name), parsed.GetValue(_version));
        ModelsView.Show(context.Terminal, await context.RunAsync(new ShowModelOperation(), request, stop));
        return ExitCode.Done;
    }
}
