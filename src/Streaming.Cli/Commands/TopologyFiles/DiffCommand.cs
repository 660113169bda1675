using System.CommandLine;
using Streaming.Application.DiffTopology;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

sealed class DiffCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _against = new("--against") { Description = "Name, file or folder of the earlier topology, instead of what lineage was last written under", HelpName = "topology" };

    public DiffCommand()
        : base("diff", "Say what a changed topology file changes, and whether it can go on with the lineage there is")
    {
        Add(_topology);
        Add(_against);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming topology diff card-fraud", "against what the pipeline last ran with; exit code 1 if it cannot go on"),
        new("streaming topology diff new/topology.yaml --against card-fraud", "against another file"),
    ];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var difference = await context.RunAsync(new DiffTopologyOperation(), new DiffTopologyRequest(words.GetRequiredValue(_topology), words.GetValue(_against)), stop);
        DiffView.Show(context.Terminal, difference);
        return difference.Compatible ? ExitCode.Done : ExitCode.Failed;
    }
}
