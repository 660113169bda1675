using System.CommandLine;
using Streaming.Application.ReadPredictions;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Predictions;

sealed class PredictionsCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<bool> _follow = new("--follow") { Description = "Keep showing new ones until Ctrl-C" };
    readonly Option<int?> _limit = new("--limit")
    {
        Description = "Maximum number to show (default: the last 20; with --follow or --from-beginning: no limit)",
        HelpName = "n",
    };
    readonly Option<int> _skip = new("--skip") { Description = "Skip this many of the latest, to see older ones", HelpName = "n" };
    readonly Option<bool> _beginning = new("--from-beginning") { Description = "Start with the oldest one still on the topic" };

    public PredictionsCommand()
        : base("predictions", "Show predictions: committed ones only, as a consumer sees them")
    {
        Add(_topology);
        foreach (var option in (Option[])[_follow, _limit, _skip, _beginning])
            Add(option);
        _limit.Validators.Add(Check.Positive(_limit));
        _skip.Validators.Add(result => result.Refuse<int>(n => n < 0, "--skip must not be less than 0."));
        Validators.Add(result =>
        {
            if (result.GetResult(_skip) is not null && (result.GetResult(_follow) is not null || result.GetResult(_beginning) is not null))
                result.AddError("--skip counts back from the latest: leave out --follow and --from-beginning.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming predictions card-fraud", "the last 20"),
            new("streaming predictions card-fraud --limit 100 --skip 100", "the hundred before the last hundred"),
            new("streaming predictions card-fraud --follow", "live"),
            new("streaming predictions card-fraud --from-beginning --json > predictions.jsonl", "all of them, one JSON object per line"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new ReadPredictionsRequest(
            parsed.GetRequiredValue(_topology),
            parsed.GetValue(_follow),
            parsed.GetValue(_limit),
            parsed.GetValue(_skip),
            parsed.GetValue(_beginning)
        );
        var view = new PredictionsView(context.Terminal);
        var predictions = context.StreamAsync(new ReadPredictionsOperation(), request, stop);
        if (request.IsStream)
        {
            await foreach (var prediction in predictions)
                view.Line(prediction);
        }
        else
        {
            view.Table(await predictions.ToListAsync(stop));
        }

        return ExitCode.Done;
    }
}
