using System.CommandLine;
using Streaming.Application.ShowQuarantined;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Quarantine;

sealed class ShowCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Argument<string> _address = new("address") { Description = "PARTITION:OFFSET, as 'quarantine list' shows it" };

    public ShowCommand()
        : base("show", "Show everything about one rejected record")
    {
        Add(_topology);
        Add(_address);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming quarantine show card-fraud 0:17", "why it was rejected, and its bytes")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ShowQuarantinedRequest(parsed.GetRequiredValue(_topology), parsed.GetRequiredValue(_address));
        QuarantineView.Show(context.Terminal, await context.RunAsync(new ShowQuarantinedOperation(), request, stop));
        return ExitCode.Done;
    }
}
