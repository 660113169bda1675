using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Pipeline.Replay;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Replay;

internal sealed class ReplayCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<string?> _from = new("--from") { Description = "First event time to compare (ISO 8601)", HelpName = "time" };
    readonly Option<string?> _to = new("--to") { Description = "Event time before which rows are compared", HelpName = "time" };

    public ReplayCommand()
        : base("replay", "Compute recorded features, scores and decisions again and compare them bit for bit")
    {
        Add(_topology);
        Add(_from);
        Add(_to);
        _from.Validators.Add(TimeWords.Check);
        _to.Validators.Add(TimeWords.Check);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming replay card-fraud", "all that is recorded"),
        new("streaming replay card-fraud --from 2018-08-01 --to 2018-08-02", "one day; what its windows reach back to is replayed too"),
    ];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(words.GetRequiredValue(_topology)));
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.Postgres, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        using var registry = await LineageAccess.OpenModelsAsync(services.Postgres, context.Time, stop);
        var options = new ReplayOptions
        {
            From = TimeWords.Parse(words.GetValue(_from)) ?? long.MinValue,
            To = TimeWords.Parse(words.GetValue(_to)) ?? long.MaxValue,
        };
        var report = await ReplayView.WatchAsync(context.Terminal, progress => new LineageReplayer(plan, lineage, registry).RunAsync(options, progress, stop));
        ReplayView.Show(context.Terminal, plan.Topology.Name, report);
        return report.Differing == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
