using System.CommandLine;
using Streaming.Application.TrainModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Train;

sealed class TrainCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _from = new("--from") { Description = "First event time to take rows from (ISO 8601)", HelpName = "time" };
    readonly Option<string?> _to = new("--to") { Description = "Event time before which rows are taken", HelpName = "time" };
    readonly Option<string?> _last = new("--last")
    {
        Description = "Take the newest so much of event time: 60d or 12h",
        HelpName = "duration",
    };
    readonly Option<string?> _dataset = new("--dataset")
    {
        Description = "Train on a dataset again, whatever has been recorded since (see: streaming datasets list)",
        HelpName = "id",
    };
    readonly Option<double> _testShare = new("--test-share")
    {
        Description = "Share of the time, at its end, that is kept for evaluation",
        HelpName = "share",
        DefaultValueFactory = _ => 0.3,
    };
    readonly Option<string> _algorithm = new("--algorithm")
    {
        Description = "What the model is grown with",
        HelpName = string.Join('|', TrainingWords.Algorithms),
        DefaultValueFactory = _ => TrainingWords.Algorithms[0],
    };
    readonly Option<string?> _calibrate = new("--calibrate")
    {
        Description = "Put probabilities right on the last quarter of the time to learn from",
        HelpName = string.Join('|', TrainingWords.Calibrations),
    };
    readonly Option<string?> _reweigh = new("--reweigh")
    {
        Description = "Weigh rows so that this attribute's groups (fairness.groups) and labels are independent of each other",
        HelpName = "attribute",
    };
    readonly GrowthOptions _growth = new();
    readonly SearchOptionWords _search = new();
    readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of all random choices",
        HelpName = "n",
        DefaultValueFactory = _ => 1,
    };
    readonly Option<bool> _use = new("--use") { Description = "Score with the new version at once" };
    readonly DetachOption _detach = new();

    public TrainCommand()
        : base("train", "Train the topology's model from its lineage, evaluate it on a later period, register it")
    {
        Add(_topology);
        Option[] trained = [_algorithm, .. _growth.All, _reweigh, _calibrate, .. _search.All, _seed];
        Option[] options = [_from, _to, _last, _dataset, _testShare, .. trained, _use, _detach];
        foreach (var option in options)
            Add(option);
        _calibrate.AcceptOnlyFromAmong([.. TrainingWords.Calibrations]);
        _algorithm.AcceptOnlyFromAmong([.. TrainingWords.Algorithms]);
        Validators.Add(result =>
        {
            if (result.GetResult(_dataset) is not null && new Option[] { _from, _to, _last }.Any(o => result.GetResult(o) is not null))
                result.AddError("--dataset says which rows; it does not go with --from, --to and --last.");
        });
        _from.Validators.Add(TimeWords.Check);
        _to.Validators.Add(TimeWords.Check);
        _last.Validators.Add(result =>
            result.Refuse<string?>(
                text => text is not null && TrainingWords.Duration(text) is null,
                "--last must be a duration above 0, such as 60d or 12h."
            )
        );
        _testShare.Validators.Add(result =>
            result.Refuse<double>(share => share is not (> 0 and < 1), "--test-share must be above 0 and below 1.")
        );
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming train card-fraud", "from all labelled records; look at the result, then: streaming models promote card-fraud 1"),
            new("streaming train card-fraud --from 2018-07-01 --trees 200 --use", "a shorter period, more trees, in use at once"),
            new("streaming train card-fraud --search --budget 10m", "the settings that did best over four periods of the past"),
            new("streaming train card-fraud --algorithm gam", "a model that people can read: a curve for each feature, added up"),
            new("streaming train card-fraud --positive-weight balanced --half-life 30d", "both classes weigh the same, old rows less"),
            new("streaming train loans --reweigh sex", "what was decided about women and men before is not learnt"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new TrainModelRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            From = TimeWords.Parse(parsed.GetValue(_from)),
            To = TimeWords.Parse(parsed.GetValue(_to)),
            Last = parsed.GetValue(_last) is { } last ? TrainingWords.Duration(last) : null,
            Dataset = parsed.GetValue(_dataset),
            TestShare = parsed.GetValue(_testShare),
            Reweigh = parsed.GetValue(_reweigh),
            Seed = parsed.GetValue(_seed),
            Use = parsed.GetValue(_use),
        };
        request = _search
            .Into(_growth.Into(request, parsed), parsed)
            .With(parsed.GetRequiredValue(_algorithm))
            .Calibrated(parsed.GetValue(_calibrate));
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new TrainModelOperation(), request, stop);
        TrainView.Show(context.Terminal, await context.RunAsync(new TrainModelOperation(), request, stop));
        return ExitCode.Done;
    }
}
