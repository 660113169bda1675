using System.CommandLine;
using Streaming.Cli.Services;
using Streaming.Cli.Shell;
using Streaming.Embedded.Hosting;
using Streaming.Pipeline.Repair;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Repair;

internal sealed class RepairOffsetsCommand : CliCommand
{
    readonly TopologyArgument _topology = new();
    readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be committed, and commit nothing" };

    public RepairOffsetsCommand()
        : base("offsets", "Commit consumer offsets that have expired, were deleted or were moved: found out from lineage and from what lies on the output topics")
    {
        Add(_topology);
        Add(_dryRun);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming repair offsets card-fraud --dry-run", "what is wrong; all processes of the pipeline must be stopped"),
        new("streaming repair offsets card-fraud", "then start the pipeline again"),
    ];

    protected override async Task<int> RunAsync(ParseResult words, CommandContext context, CancellationToken stop)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(words.GetRequiredValue(_topology)));
        var dryRun = words.GetValue(_dryRun);
        await using var services = await ServiceAccess.StartAsync(context, EmbeddedParts.All, stop);
        await using var lineage = await LineageAccess.OpenLineageAsync(services.Postgres, stop);
        var repair = new OffsetRepair(plan, PipelineLaunch.Settings(services), lineage, context.Time);
        var found = await RepairOffsetsView.WatchAsync(context.Terminal, progress => Task.Run(() => repair.FindAsync(progress, stop), stop));
        if (!dryRun) await repair.CommitAsync(found);
        RepairOffsetsView.Show(context.Terminal, plan.Topology.Name, found, dryRun);
        return ExitCode.Done;
    }
}
