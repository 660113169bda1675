using System.CommandLine;
using Streaming.Application.FollowDrift;
using Streaming.Cli.Shell;
using Streaming.Drift.Columns;

namespace Streaming.Cli.Commands.Drift;

sealed class FollowCommand : CliCommand
{
    static readonly ColumnsOptions Usual = new();

    readonly TopologyArgument _topology = new();
    readonly Option<double> _runLength = new("--arl")
    {
        Description = "Average run length to a false alarm, of all features and the score together, in rows looked at: at least that",
        HelpName = "rows",
        DefaultValueFactory = _ => Usual.RunLength,
    };
    readonly Option<int> _reference = new("--reference")
    {
        Description = "So many rows, the first that a version of the model scores in a partition, are what later ones are compared with",
        HelpName = "rows",
        DefaultValueFactory = _ => Usual.ReferenceRows,
    };
    readonly Option<int> _every = new("--every")
    {
        Description = "Look at every so manieth row only",
        HelpName = "n",
        DefaultValueFactory = _ => Usual.Every,
    };
    readonly Option<bool> _toEnd = new("--to-end") { Description = "Stop at the end that lineage has now" };
    readonly Option<bool> _anew = new("--anew") { Description = "Forget what was found before, and look at everything again" };

    public FollowCommand()
        : base("follow", "Watch the features and scores that lineage records, until stopped; needs no pipeline, and disturbs none")
    {
        Add(_topology);
        foreach (var option in (Option[])[_runLength, _reference, _every, _toEnd, _anew])
            Add(option);
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
                Options = new ColumnsOptions(parsed.GetValue(_runLength), parsed.GetValue(_reference), parsed.GetValue(_every)),
                ToEnd = parsed.GetValue(_toEnd),
                Anew = parsed.GetValue(_anew),
            },
            stop
        );
        DriftView.Show(context.Terminal, shown);
        return ExitCode.Done;
    }
}
