using System.CommandLine;
using Streaming.Application.CheckTopology;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

sealed class CheckCommand : CliCommand
{
    readonly TopologyArgument _topology = new();

    public CheckCommand()
        : base("check", "Report all faults of a topology file, each with its line and what to do") => Add(_topology);

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming topology check card-fraud", "the topology in ./topology/card-fraud"),
            new("streaming topology check my/topology.yaml --json", "faults as JSON, for an editor or a build"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var found = await context.RunAsync(
            new CheckTopologyOperation(),
            new CheckTopologyRequest(parsed.GetRequiredValue(_topology)),
            stop
        );
        context.Terminal.Result(found, () =>
            context.Terminal.Line(
                found.Valid
                    ? $"{found.Topology} version {found.Version} is valid: {found.Stages!.Count} stages, {found.Features} features."
                    : $"{found.Message}\n{found.Faults.Count} {(found.Faults.Count == 1 ? "fault" : "faults")} in {found.File}."
            )
        );
        return found.Valid ? ExitCode.Done : ExitCode.Failed;
    }
}
