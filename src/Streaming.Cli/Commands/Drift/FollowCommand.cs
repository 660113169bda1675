using System.CommandLine;
using Streaming.Application.FollowDrift;
using Streaming.Application.TrainModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Drift;

sealed class FollowCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<double?> _runLength = new("--arl")
    {
        Description = "Average run length to a false alarm, of all features and the score together, in rows looked at: at least that",
        HelpName = "rows",
    };
    readonly Option<int?> _reference = new("--reference")
    {
        Description = "So many rows, the first that a version of the model scores in a partition, are what later ones are compared with",
        HelpName = "rows",
    };
    readonly Option<int?> _every = new("--every") { Description = "Look at every so manieth row only", HelpName = "n" };
    readonly Option<string?> _labelsAfter = new("--labels-after")
    {
        Description =
            "Hold rows against their labels so long after their events, such as 8d; the delay of the topology's labels unless given",
        HelpName = "duration",
    };
    readonly Option<double?> _tolerance = new("--tolerance")
    {
        Description = "The model may get worse by this share of its squared error before that is an alarm",
        HelpName = "share",
    };
    readonly Option<double?> _alpha = new("--alpha")
    {
        Description = "Chance, at most, that a version is ever called worse where it is not",
        HelpName = "chance",
    };
    readonly Option<int?> _labelled = new("--labelled-reference")
    {
        Description = "So many labelled rows, the first of a version of the model in a partition, say how good it is",
        HelpName = "rows",
    };
    readonly Option<bool> _toEnd = new("--to-end") { Description = "Stop at the end that lineage has now" };
    readonly Option<bool> _anew = new("--anew") { Description = "Forget what was found before, and look at everything again" };

    public FollowCommand()
        : base(
            "follow",
            "Watch what lineage records, and hold scores against labels, until stopped; needs no pipeline, and disturbs none. What is not "
                + "given is as the topology file says under learning.drift and learning.risk"
        )
    {
        Add(_topology);
        foreach (var option in (Option[])[_runLength, _reference, _every, _labelsAfter, _tolerance, _alpha, _labelled, _toEnd, _anew])
            Add(option);
        _labelsAfter.Validators.Add(result =>
            result.Refuse<string?>(
                text => text is not null && TrainingWords.Duration(text) is null,
                "--labels-after must be a duration above 0, such as 8d."
            )
        );
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming drift follow card-fraud", "beside a pipeline that runs"),
            new("streaming drift follow card-fraud --to-end --anew --every 10", "once over all that is recorded, a tenth of the rows"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var shown = await context.RunAsync(
            new FollowDriftOperation(),
            new FollowDriftRequest
            {
                Topology = parsed.GetRequiredValue(_topology),
                RunLength = parsed.GetValue(_runLength),
                ReferenceRows = parsed.GetValue(_reference),
                Every = parsed.GetValue(_every),
                LabelsAfter = parsed.GetValue(_labelsAfter) is { } after ? TrainingWords.Duration(after) : null,
                Tolerance = parsed.GetValue(_tolerance),
                Alpha = parsed.GetValue(_alpha),
                LabelledReference = parsed.GetValue(_labelled),
                ToEnd = parsed.GetValue(_toEnd),
                Anew = parsed.GetValue(_anew),
            },
            stop
        );
        DriftView.Show(context.Terminal, shown);
        return ExitCode.Done;
    }
}
