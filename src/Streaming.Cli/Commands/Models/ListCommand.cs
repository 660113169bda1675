using System.CommandLine;
using Streaming.Application.ListModels;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class ListCommand : CliCommand
{
    public ListCommand()
        : base("list", "List all models and versions") { }

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        ModelsView.List(context.Terminal, await context.RunAsync(new ListModelsOperation(), new ListModelsRequest(), stop));
        return ExitCode.Done;
    }
}
