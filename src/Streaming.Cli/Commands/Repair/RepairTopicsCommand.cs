using System.Globalization;
using Spectre.Console;
using Streaming.Application.RepairTopics;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Repair;

sealed class RepairTopicsCommand : DryRunCommand
{
    public RepairTopicsCommand()
        : base(
            "topics",
            "Read topics that were deleted and created again, from their start; what was left unread of the old ones is lost",
            "Show what would be read from its start, and change nothing"
        ) { }

    public override IReadOnlyList<Example> Examples =>
        [
            new(
                "streaming repair topics card-fraud --dry-run",
                "which topics are not the ones that were read; all processes must be stopped"
            ),
            new("streaming repair topics card-fraud", "then start the pipeline again"),
        ];

    protected override async Task RepairAsync(string topology, bool dryRun, CommandContext context, CancellationToken stop) =>
        Show(context.Terminal, await context.RunAsync(new RepairTopicsOperation(), new RepairTopicsRequest(topology, dryRun), stop));

    static void Show(Terminal terminal, RepairedTopics repaired) => terminal.Result(repaired, () =>
        {
            if (repaired.Topics.Count == 0)
            {
                terminal.Line($"All topics that {repaired.Topology} reads are the ones it has read so far; nothing to do.");
                return;
            }

            var table = new Table()
                .Border(TableBorder.Simple)
                .AddColumns("stage partition", "topic", "read of the old one", "start of the new one");
            foreach (var topic in repaired.Topics)
                table.AddRow(Markup.Escape(topic.Stream), Markup.Escape(topic.Topic), Number(topic.Read), Number(topic.Start));
            terminal.Show(table);
            terminal.Line(
                repaired.DryRun
                    ? "Without --dry-run the new ones are read from their start."
                    : $"The new ones are read from their start. Start {repaired.Topology} again."
            );
        });

    static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
