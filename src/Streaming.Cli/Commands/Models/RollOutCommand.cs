using System.CommandLine;
using Streaming.Application.RollOutModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class RollOutCommand : CliCommand
{
    static readonly RollOutModelRequest Usual = new() { Topology = "", Version = 1 };

    readonly TopologyArgument _topology = new();
    readonly Argument<int> _version = new("version") { Description = "Version that is to become the champion if it is better" };
    readonly Option<string> _canary = new("--canary")
    {
        Description = "Share of the keys that it decides for as a canary: 10% or 0.1",
        DefaultValueFactory = _ => "10%",
        HelpName = "share",
    };
    readonly Option<long> _shadowRows = new("--shadow-rows")
    {
        Description = "Rows that it scores as a shadow before it decides anything",
        DefaultValueFactory = _ => Usual.ShadowRows,
        HelpName = "rows",
    };
    readonly Option<long> _mostLabelled = new("--most-labelled")
    {
        Description = "Labelled rows after which it is taken back unless it was shown to be better",
        DefaultValueFactory = _ => Usual.MostLabelled,
        HelpName = "rows",
    };
    readonly Option<long> _watch = new("--watch")
    {
        Description = "Labelled rows in which it is still held against the version before it once it is the champion (0: none)",
        DefaultValueFactory = _ => Usual.WatchLabelled,
        HelpName = "rows",
    };
    readonly Option<double?> _alerts = new("--alerts")
    {
        Description = "Times the alerts of the one in use that it may raise, or as many times fewer (default: any number)",
        HelpName = "times",
    };
    readonly MostAlertsOption _mostAlerts = new("any");
    readonly Option<double?> _scores = new("--scores")
    {
        Description = "Population stability index of its scores against those of the one in use, at most (default: any)",
        HelpName = "index",
    };
    readonly Option<Promotion> _promotion = new("--promotion")
    {
        Description =
            "What becomes of it once it was shown to be better: it is promoted, or this stops or waits for a person to promote it",
        HelpName = "automatic|stop|wait",
    };
    readonly TrialOptions _trial = new("Chance of each wrong verdict");
    readonly DetachOption _detach = new();

    public RollOutCommand()
        : base("rollout", "Let a version show on live rows that it is better: shadow, canary, then champion or taken back")
    {
        Add(_topology);
        Add(_version);
        Option[] options = [_canary, _shadowRows, _mostLabelled, _watch, _alerts, _mostAlerts, _scores, _promotion, .. _trial.All, _detach];
        foreach (var option in options)
            Add(option);
        KeyShare.Check(_canary);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming models rollout card-fraud 2", "while the pipeline runs; stopped and started again, it goes on where it was"),
            new(
                "streaming models rollout card-fraud 3 --watch 50000",
                "of a version that was promoted by hand: take it back if it is worse"
            ),
            new("streaming models rollout card-fraud 2 --canary 5% --shadow-rows 50000 --detach", "more carefully, as a job"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new RollOutModelRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            Version = parsed.GetRequiredValue(_version),
            CanaryShare = KeyShare.Parse(parsed.GetRequiredValue(_canary))!.Value,
            ShadowRows = parsed.GetValue(_shadowRows),
            MostLabelled = parsed.GetValue(_mostLabelled),
            WatchLabelled = parsed.GetValue(_watch),
            Alerts = parsed.GetValue(_alerts),
            MostAlerts = _mostAlerts.Of(parsed),
            Scores = parsed.GetValue(_scores),
            Promotion = parsed.GetValue(_promotion),
            Alpha = _trial.Alpha(parsed),
            Margin = _trial.Margin(parsed),
            Tolerance = _trial.Tolerance(parsed),
        };
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new RollOutModelOperation(), request, stop);
        var rolled = await context.RunAsync(new RollOutModelOperation(), request, stop);
        context.Terminal.Line($"{rolled.Name} v{rolled.Version} is {rolled.State}: {rolled.Why}");
        if (rolled.Awaits)
            context.Terminal.Line($"Promote it: streaming models promote {rolled.Name} {rolled.Version}");
        return rolled.Promoted || rolled.Awaits ? ExitCode.Done : ExitCode.Failed;
    }
}
