using System.CommandLine;
using Streaming.Application.ListDatasets;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Datasets;

sealed class ListCommand() : CliCommand("list", "List the datasets that versions were trained on, the newest first")
{
    public override IReadOnlyList<Example> Examples => [new("streaming datasets list", "with the versions that were trained on each")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        DatasetsView.List(context.Terminal, await context.RunAsync(new ListDatasetsOperation(), new ListDatasetsRequest(), stop));
        return ExitCode.Done;
    }
}
