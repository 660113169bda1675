using System.CommandLine;
using Spectre.Console;
using Streaming.Application.ListTopologies;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

sealed class ListCommand() : CliCommand("list", "List the topologies in ./topology and those shipped with the program")
{
    public override IReadOnlyList<Example> Examples => [new("streaming topology list", "names that other commands take")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var found = await context.RunAsync(new ListTopologiesOperation(), new ListTopologiesRequest(), stop);
        context.Terminal.Result(found, () =>
        {
            var table = Tables.Texts(wrap: false, "topology", "version", "source", "predictions", "model");
            foreach (var topology in found)
            {
                table.AddRow(
                    new Text(topology.Name),
                    new Text($"{topology.Version}"),
                    new Text(topology.Source),
                    new Text(topology.Predictions),
                    new Text(topology.Model ?? "")
                );
            }

            context.Terminal.Show(table);
        });
        return ExitCode.Done;
    }
}
