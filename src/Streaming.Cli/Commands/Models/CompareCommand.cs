using System.CommandLine;
using Streaming.Application.CompareModels;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

sealed class CompareCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Argument<int> _version = new("version") { Description = "Version that is, or was, tried as a shadow or a canary" };
    readonly Option<string?> _from = new("--from") { Description = "First event time to compare (ISO 8601)", HelpName = "time" };
    readonly Option<string?> _to = new("--to") { Description = "Event time before which rows are compared", HelpName = "time" };
    readonly TrialOptions _trial = new("Chance of each wrong verdict, however often you look");

    public CompareCommand()
        : base("compare", "Compare a version that is tried on live rows with the one in use")
    {
        Add(_topology);
        Add(_version);
        foreach (var option in (Option[])[_from, _to, .. _trial.All])
            Add(option);
        _from.Validators.Add(TimeWords.Check);
        _to.Validators.Add(TimeWords.Check);
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming models compare card-fraud 2", "all rows that version 2 scored beside the one in use"),
            new("streaming models compare card-fraud 2 --alpha 0.01", "be surer before saying which is better"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new CompareModelsRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            Version = parsed.GetRequiredValue(_version),
            From = TimeWords.Parse(parsed.GetValue(_from)),
            To = TimeWords.Parse(parsed.GetValue(_to)),
            Alpha = _trial.Alpha(parsed),
            Margin = _trial.Margin(parsed),
            Tolerance = _trial.Tolerance(parsed),
        };
        CompareView.Show(context.Terminal, await context.RunAsync(new CompareModelsOperation(), request, stop));
        return ExitCode.Done;
    }
}
