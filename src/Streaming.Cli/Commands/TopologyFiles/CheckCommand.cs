using System.CommandLine;
using Streaming.Cli.Shell;
using Streaming.Topology;
using Streaming.Topology.Faults;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.TopologyFiles;

internal sealed class CheckCommand : CliCommand
{
    readonly TopologyArgument _topology = new();

    public CheckCommand()
        : base("check", "Report every fault of a topology file, with line and cure") => Add(_topology);

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming topology check card-fraud", "the topology in ./topology/card-fraud"),
        new("streaming topology check my/topology.yaml --json", "faults as JSON, for an editor or a build"),
    ];

    protected override Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        try
        {
            var plan = PlanCompiler.Compile(TopologyLoader.Load(words.GetRequiredValue(_topology)));
            CheckView.Good(context.Terminal, plan);
            return Task.FromResult(ExitCode.Done);
        }
        catch (TopologyException faults)
        {
            CheckView.Faulty(context.Terminal, faults);
            return Task.FromResult(ExitCode.Failed);
        }
    }
}
