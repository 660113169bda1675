using System.CommandLine;
using Streaming.Application.GetStatus;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Status;

sealed class StatusCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<bool> _wait = new("--wait") { Description = "Return when everything published so far is committed" };
    readonly Option<double?> _timeout = new("--timeout") { Description = "Give up waiting after this many seconds", HelpName = "seconds" };

    public StatusCommand()
        : base("status", "Show lag, rates and counts by outcome")
    {
        Add(_topology);
        Add(_wait);
        Add(_timeout);
        _timeout.Validators.Add(Check.Positive(_timeout));
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming status card-fraud", "now"),
            new("streaming status card-fraud --wait --timeout 60", "when all that is published has been scored"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var timeout = parsed.GetValue(_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var request = new GetStatusRequest(parsed.GetRequiredValue(_topology), parsed.GetValue(_wait), timeout);
        StatusView.Show(context.Terminal, await context.RunAsync(new GetStatusOperation(), request, stop));
        return ExitCode.Done;
    }
}
