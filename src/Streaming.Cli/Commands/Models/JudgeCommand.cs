using System.CommandLine;
using Streaming.Application.JudgeModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class JudgeCommand : CliCommand
{
    const string Otherwise = " (default: as the topology file says under learning.gates)";

    readonly TopologyArgument _topology = new();
    readonly Argument<int> _version = new("version") { Description = "Version that was trained on the topology's lineage" };
    readonly Option<double?> _margin = new("--margin")
    {
        Description = "By so much its average precision has to be above that of the one in use" + Otherwise,
        HelpName = "precision",
    };
    readonly Option<double?> _latency = new("--latency")
    {
        Description = "Times the other's time for a row that it may take" + Otherwise,
        HelpName = "times",
    };
    readonly Option<double?> _alerts = new("--alerts")
    {
        Description = "Times the other's alerts that it may raise, or as many times fewer" + Otherwise,
        HelpName = "times",
    };
    readonly MostAlertsOption _mostAlerts = new("as the topology file says under learning.gates");
    readonly Option<double?> _scores = new("--scores")
    {
        Description = "Population stability index of its scores against the other's, at most" + Otherwise,
        HelpName = "index",
    };
    readonly DetachOption _detach = new();

    public JudgeCommand()
        : base("judge", "Hold a version against the one in use, on recorded rows that it was not trained on")
    {
        Add(_topology);
        Add(_version);
        foreach (var option in (Option[])[_margin, _latency, _alerts, _mostAlerts, _scores, _detach])
            Add(option);
    }

    public override IReadOnlyList<Example> Examples =>
        [new("streaming models judge card-fraud 2", "before live rows see it: quality, alerts, latency, scores")];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new JudgeModelRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            Version = parsed.GetRequiredValue(_version),
            Margin = parsed.GetValue(_margin),
            Latency = parsed.GetValue(_latency),
            Alerts = parsed.GetValue(_alerts),
            MostAlerts = _mostAlerts.Of(parsed),
            Scores = parsed.GetValue(_scores),
        };
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new JudgeModelOperation(), request, stop);
        var judged = await context.RunAsync(new JudgeModelOperation(), request, stop);
        context.Terminal.Result(judged, () =>
        {
            foreach (var gate in judged.Gates)
                context.Terminal.Line($"{(gate.Passed ? "passed" : gate.Undecided ? "UNKNOWN" : "FAILED")}  {gate.Name}: {gate.Words}");
        });
        return judged.Passed ? ExitCode.Done : ExitCode.Failed;
    }
}
