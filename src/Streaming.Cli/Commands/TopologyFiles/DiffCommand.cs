using System.CommandLine;
using Streaming.Application.DiffTopology;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

sealed class DiffCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _against = new("--against")
    {
        Description = "Name, file or folder of the earlier topology (default: the one under which lineage was last written)",
        HelpName = "topology",
    };

    public DiffCommand()
        : base("diff", "Show what a changed topology file changes, and whether it is compatible with the existing lineage")
    {
        Add(_topology);
        Add(_against);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming topology diff card-fraud", "against the version that ran last; exit code 1 if it is incompatible"),
            new("streaming topology diff new/topology.yaml --against card-fraud", "against another file"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var difference = await context.RunAsync(
            new DiffTopologyOperation(),
            new DiffTopologyRequest(parsed.GetRequiredValue(_topology), parsed.GetValue(_against)),
            stop
        );
        DiffView.Show(context.Terminal, difference);
        return difference.Compatible ? ExitCode.Done : ExitCode.Failed;
    }
}
