using System.CommandLine;
using Streaming.Application.SimulateEvents;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Simulate;

sealed class SimulateCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<long?> _events = new("--events") { Description = "How many (default: until Ctrl-C)", HelpName = "n" };
    readonly Option<long> _skip = new("--skip") { Description = "Skip this many, which an earlier run has published", HelpName = "n" };
    readonly Option<double?> _rate = new("--rate") { Description = "Events a second (default: as fast as possible)", HelpName = "n" };
    readonly Option<ulong?> _seed = new("--seed") { Description = "Seed of the events (default: that of simulator.yaml)", HelpName = "n" };
    readonly Option<double> _hostile = new("--hostile")
    {
        Description = "Malformed and hostile records for each event (0.01 when given without a value)",
        HelpName = "share",
        Arity = ArgumentArity.ZeroOrOne,
    };
    readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Number of partitions of topics that have to be created",
        HelpName = "n",
        DefaultValueFactory = _ => 4,
    };

    public SimulateCommand()
        : base("simulate", "Publish simulated events, and their labels when they become known, as the topology's simulator.yaml describes")
    {
        Add(_topology);
        foreach (var option in (Option[])[_events, _skip, _rate, _seed, _hostile, _partitions])
            Add(option);
        _events.Validators.Add(Check.Positive(_events));
        _rate.Validators.Add(Check.Positive(_rate));
        _partitions.Validators.Add(Check.Positive(_partitions));
        _hostile.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0)
                result.Refuse<double>(share => share is not (>= 0 and <= 1), "--hostile must be 0 to 1.");
        });
    }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming simulate card-fraud --events 200000", "as fast as possible"),
            new("streaming simulate card-fraud --rate 1000 --hostile", "a steady stream with hostile records in it, until Ctrl-C"),
            new("streaming simulate card-fraud --events 100000 --skip 200000", "the 100,000 events after those of the first example"),
        ];

    protected override async Task<int> RunAsync(ParseResult parsed, CommandContext context, CancellationToken stop)
    {
        var request = new SimulateEventsRequest
        {
            Topology = parsed.GetRequiredValue(_topology),
            Events = parsed.GetValue(_events),
            Skip = parsed.GetValue(_skip),
            Rate = parsed.GetValue(_rate),
            Seed = parsed.GetValue(_seed),
            Hostile =
                parsed.GetResult(_hostile) is not { Implicit: false } given ? 0
                : given.Tokens.Count == 0 ? SimulateEventsRequest.UsualHostility
                : parsed.GetValue(_hostile),
            Partitions = parsed.GetValue(_partitions),
        };
        var simulated = await context.RunAsync(new SimulateEventsOperation(), request, stop);
        SimulateView.Show(context.Terminal, simulated);
        return simulated.Complete || request.Events is null ? ExitCode.Done : ExitCode.Failed;
    }
}
