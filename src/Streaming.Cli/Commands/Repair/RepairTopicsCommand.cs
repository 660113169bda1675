using System.Globalization;
using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Lineage;
using Streaming.Pipeline;
using Streaming.Pipeline.Repair;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.Repair;

internal sealed class RepairTopicsCommand : DryRunCommand
{
    public RepairTopicsCommand()
        : base("topics", "Read topics from their start that were deleted and made again; what was left unread of the old ones is gone with them", "Show what would be read from its start, and change nothing")
    {
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("streaming repair topics card-fraud --dry-run", "which topics are others than those that were read; all processes must be stopped"),
        new("streaming repair topics card-fraud", "then start the pipeline again"),
    ];

    protected override async Task RepairAsync(
        PipelinePlan plan, PipelineSettings settings, LineageStore lineage, CommandContext context, bool dryRun, CancellationToken stop)
    {
        var repair = new TopicRepair(plan, settings, lineage, context.Time);
        var found = await repair.FindAsync(stop);
        if (!dryRun) await repair.ApplyAsync(found, stop);
        Show(context.Terminal, plan.Topology.Name, found, dryRun);
    }

    static void Show(Terminal terminal, string topology, IReadOnlyList<ReplacedTopic> found, bool dryRun) => terminal.Result(
        new { topology, dryRun, topics = found.Select(r => new { stream = r.Stream.ToString(), r.Topic, r.Read, r.Start }) },
        () =>
        {
            if (found.Count == 0)
            {
                terminal.Line($"All topics that {topology} reads are those that it has read; nothing to do.");
                return;
            }

            var table = new Table().Border(TableBorder.Simple).AddColumns("stage partition", "topic", "read of the old one", "start of the new one");
            foreach (var replaced in found)
                table.AddRow(Markup.Escape(replaced.Stream.ToString()), Markup.Escape(replaced.Topic), Number(replaced.Read), Number(replaced.Start));
            terminal.Show(table);
            terminal.Line(dryRun ? "Without --dry-run the new ones are read from their start." : $"The new ones are read from their start. Start {topology} again.");
        });

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
