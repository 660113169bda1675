using System.CommandLine;
using Streaming.Application.ShowFairness;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Fairness;

sealed class ShowCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly PeriodOptions _period = new();

    public ShowCommand()
        : base("show", "Show for each group how it was decided and how that turned out, with 95 % confidence intervals")
    {
        Add(_topology);
        foreach (var option in _period.All)
            Add(option);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming fairness show loans", "all that is recorded"),
            new("streaming fairness show loans --from 2026-03-01 --json", "since March, with every figure, for a program"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ShowFairnessRequest(parsed.GetRequiredValue(_topology)) { From = _period.From(parsed), To = _period.To(parsed) };
        FairnessView.Show(context.Terminal, await context.RunAsync(new ShowFairnessOperation(), request, stop));
        return ExitCode.Done;
    }
}
