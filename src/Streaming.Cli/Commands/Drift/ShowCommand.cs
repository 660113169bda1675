using System.CommandLine;
using Streaming.Application.ShowDrift;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Drift;

sealed class ShowCommand : CliCommand
{
    readonly TopologyArgument _topology = new();

    public ShowCommand()
        : base("show", "Show whether features and scores have changed, as streaming drift follow found") => Add(_topology);

    public override IReadOnlyList<Example> Examples =>
        [new("streaming drift show card-fraud", "alarms, and how far each feature has moved")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ShowDriftRequest(parsed.GetRequiredValue(_topology));
        DriftView.Show(context.Terminal, await context.RunAsync(new ShowDriftOperation(), request, stop));
        return ExitCode.Done;
    }
}
