using Streaming.Cli.Shell;
using Streaming.Lineage;
using Streaming.Pipeline;
using Streaming.Pipeline.Repair;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Repair;

internal sealed class RepairOffsetsCommand : DryRunCommand
{
    public RepairOffsetsCommand()
        : base("offsets", "Commit consumer offsets that have expired, were deleted or were moved: found out from lineage and from what lies on the output topics", "Show what would be committed, and commit nothing")
    {
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming repair offsets card-fraud --dry-run", "what is wrong; all processes of the pipeline must be stopped"),
        new("streaming repair offsets card-fraud", "then start the pipeline again"),
    ];

    protected override async Task RepairAsync(
        PipelinePlan plan, PipelineSettings settings, LineageStore lineage, CommandContext context, bool dryRun, CancellationToken stop)
    {
        var repair = new OffsetRepair(plan, settings, lineage, context.Time);
        var found = await RepairOffsetsView.WatchAsync(context.Terminal, progress => Task.Run(() => repair.FindAsync(progress, stop), stop));
        if (!dryRun) await repair.CommitAsync(found);
        RepairOffsetsView.Show(context.Terminal, plan.Topology.Name, found, dryRun);
    }
}
