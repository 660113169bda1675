using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Quarantine;

internal sealed class ShowCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Argument<string> _address = new("address") { Description = "PARTITION:OFFSET, as 'quarantine list' shows it" };

    public ShowCommand()
        : base("show", "Show one rejected record whole")
    {
        Add(_topology);
        Add(_address);
    }

    public override IReadOnlyList<Example> Examples => [new("streaming quarantine show card-fraud 0:17", "why it was rejected, and its bytes")];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var topology = TopologyLoader.Load(words.GetRequiredValue(_topology));
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Broker, stop);
        QuarantineView.Show(context.Terminal, await new RejectedRecords(services.Kafka, topology.Output.Quarantine).AtAsync(words.GetRequiredValue(_address), stop));
        return ExitCode.Done;
    }
}
