using System.CommandLine;
using Streaming.Application.FindProxies;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Fairness;

sealed class ProxiesCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly PeriodOptions _period = new();
    readonly Option<double> _above = new("--above")
    {
        Description = "Area under the ROC curve from which on a feature is called a proxy; 0.5 tells nothing, 1 all",
        HelpName = "area",
        DefaultValueFactory = _ => new FindProxiesRequest("").Above,
    };
    readonly DetachOption _detach = new();

    public ProxiesCommand()
        : base("proxies", "Test features for proxies: how well each, and all together, tell the declared groups apart")
    {
        Add(_topology);
        foreach (var option in (Option[])[.. _period.All, _above, _detach])
            Add(option);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming fairness proxies loans", "does anything stand for age or sex?"),
            new("streaming fairness proxies loans --above 0.55", "be stricter"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new FindProxiesRequest(parsed.GetRequiredValue(_topology))
        {
            From = _period.From(parsed),
            To = _period.To(parsed),
            Above = parsed.GetValue(_above),
        };
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new FindProxiesOperation(), request, stop);
        FairnessView.Show(context.Terminal, await context.RunAsync(new FindProxiesOperation(), request, stop));
        return ExitCode.Done;
    }
}
