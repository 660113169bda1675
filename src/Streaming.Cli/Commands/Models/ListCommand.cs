using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;

namespace Streaming.Cli.Commands.Models;

internal sealed class ListCommand : CliCommand
{
    public ListCommand()
        : base("list", "List all models and versions")
    {
    }

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        ModelsView.List(context.Terminal, await registry.ListAsync(stop));
        return ExitCode.Done;
    }
}
