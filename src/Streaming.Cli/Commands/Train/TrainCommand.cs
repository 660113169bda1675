using System.CommandLine;
using Streaming.Application.TrainModel;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Train;

sealed class TrainCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _from = new("--from") { Description = "First event time to take rows from (ISO 8601)", HelpName = "time" };
    readonly Option<string?> _to = new("--to") { Description = "Event time before which rows are taken", HelpName = "time" };
    readonly Option<double> _testShare = new("--test-share")
    {
        Description = "Share of the time, at its end, that is kept for evaluation",
        HelpName = "share",
        DefaultValueFactory = _ => 0.3,
    };
    readonly Option<int> _trees = new("--trees")
    {
        Description = "Number of trees",
        HelpName = "n",
        DefaultValueFactory = _ => 100,
    };
    readonly Option<int> _leaves = new("--leaves")
    {
        Description = "Maximum number of leaves of a tree",
        HelpName = "n",
        DefaultValueFactory = _ => 31,
    };
    readonly Option<double> _learningRate = new("--learning-rate")
    {
        Description = "Share of its correction that each tree applies",
        HelpName = "share",
        DefaultValueFactory = _ => 0.05,
    };
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
        foreach (var option in (Option[])[_from, _to, _testShare, _trees, _leaves, _learningRate, _seed, _use, _detach])
            Add(option);
        _from.Validators.Add(TimeWords.Check);
        _to.Validators.Add(TimeWords.Check);
        _testShare.Validators.Add(result =>
            result.Refuse<double>(share => share is not (> 0 and < 1), "--test-share must be above 0 and below 1.")
        );
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming train card-fraud", "from all labelled records; look at the result, then: streaming models promote card-fraud 1"),
            new("streaming train card-fraud --from 2018-07-01 --trees 200 --use", "a shorter period, more trees, in use at once"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new TrainModelRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            From = TimeWords.Parse(parsed.GetValue(_from)),
            To = TimeWords.Parse(parsed.GetValue(_to)),
            TestShare = parsed.GetValue(_testShare),
            Trees = parsed.GetValue(_trees),
            Leaves = parsed.GetValue(_leaves),
            LearningRate = parsed.GetValue(_learningRate),
            Seed = parsed.GetValue(_seed),
            Use = parsed.GetValue(_use),
        };
        if (parsed.GetValue(_detach))
            return await DetachOption.StartAsync(context, new TrainModelOperation(), request, stop);
        TrainView.Show(context.Terminal, await context.RunAsync(new TrainModelOperation(), request, stop));
        return ExitCode.Done;
    }
}
