using Streaming.Application.RepairOffsets;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Repair;

sealed class RepairOffsetsCommand : DryRunCommand
{
    public RepairOffsetsCommand()
        : base(
            "offsets",
            "Commit consumer offsets that expired, were deleted or were moved, as lineage and the output topics show them",
            "Show what would be committed, and commit nothing"
        ) { }

    public override IReadOnlyList<Example> Examples =>
        [
            new("streaming repair offsets card-fraud --dry-run", "what is wrong; all processes of the pipeline must be stopped"),
            new("streaming repair offsets card-fraud", "then start the pipeline again"),
        ];

    protected override async Task RepairAsync(string topology, bool dryRun, CommandContext context, CancellationToken stop) =>
        RepairOffsetsView.Show(
            context.Terminal,
            await context.RunAsync(new RepairOffsetsOperation(), new RepairOffsetsRequest(topology, dryRun), stop)
        );
}
