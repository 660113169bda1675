using System.CommandLine;
using Streaming.Application.FindThresholds;
using Streaming.Cli.Shell;
using Streaming.Learning.Fairness.Thresholds;

namespace Streaming.Cli.Commands.Fairness;

sealed class ThresholdsCommand : CliCommand
{
    const string Opportunity = "true_positive_rate",
        Parity = "selection_rate";

    readonly TopologyArgument _topology = new();
    readonly PeriodOptions _period = new();
    readonly Option<string> _equalise = new("--equalise")
    {
        Description = "What is to be equal: the true positive rate (equal opportunity) or the selection rate (demographic parity)",
        HelpName = $"{Opportunity}|{Parity}",
        DefaultValueFactory = _ => Opportunity,
    };

    public ThresholdsCommand()
        : base("thresholds", "Propose a threshold for each group, where fairness.thresholds allows it; change nothing")
    {
        Add(_topology);
        foreach (var option in (Option[])[_equalise, .. _period.All])
            Add(option);
        _equalise.AcceptOnlyFromAmong(Opportunity, Parity);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming fairness thresholds loans", "who pays back gets a loan as often in each group"),
            new("streaming fairness thresholds loans --equalise selection_rate", "each group gets a loan as often"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new FindThresholdsRequest(parsed.GetRequiredValue(_topology))
        {
            From = _period.From(parsed),
            To = _period.To(parsed),
        };
        if (parsed.GetRequiredValue(_equalise) == Parity)
            request = request with { Equalise = EqualisedRate.SelectionRate };
        FairnessView.Show(context.Terminal, await context.RunAsync(new FindThresholdsOperation(), request, stop));
        return ExitCode.Done;
    }
}
