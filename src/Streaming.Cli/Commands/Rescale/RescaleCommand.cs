using System.CommandLine;
using Streaming.Application.RescalePipeline;
using Streaming.Cli.Shell;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.Rescale;

sealed class RescaleCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Partitions of the source topic and of every stage: more than now",
        HelpName = "n",
        Required = true,
    };

    readonly Option<PartitionerKind?> _partitioner = new("--partitioner")
    {
        Description = "The partitioner of the source's publishers, if too few keys have come to recognise it: murmur2 or crc32",
        HelpName = "name",
    };

    public RescaleCommand()
        : base("rescale", "Give a stopped pipeline more partitions and divide its state among them")
    {
        Add(_topology);
        Add(_partitions);
        Add(_partitioner);
        _partitioner.AcceptOnlyFromAmong("murmur2", "crc32");
        _partitions.Validators.Add(Check.Positive(_partitions));
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "streaming rescale card-fraud --partitions 8",
                "publishers and pipeline stopped, everything taken; may be repeated after a crash"
            ),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RescalePipelineRequest(
            parsed.GetRequiredValue(_topology),
            parsed.GetRequiredValue(_partitions),
            parsed.GetValue(_partitioner)
        );
        RescaleView.Show(context.Terminal, await context.RunAsync(new RescalePipelineOperation(), request, stop));
        return ExitCode.Done;
    }
}
