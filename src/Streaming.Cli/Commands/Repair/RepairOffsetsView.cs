using System.Globalization;
using Spectre.Console;
using Streaming.Application.RepairOffsets;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Repair;

static class RepairOffsetsView
{
    public static void Show(Terminal terminal, RepairedOffsets repaired) => terminal.Result(repaired, () =>
        {
            terminal.Show(Table(repaired.Streams));
            var wrong = repaired.Streams.Count(s => s.Wrong);
            terminal.Line(
                wrong == 0 ? $"The offsets of {repaired.Topology} are right; nothing to commit."
                : repaired.DryRun
                    ? $"{wrong} of {repaired.Streams.Count} stage partitions have wrong offsets. Without --dry-run the right ones are "
                        + "committed."
                : $"Committed the offsets of {wrong} stage partitions. Start {repaired.Topology} again: it first emits what lineage has "
                    + "beyond them."
            );
        });

    static Table Table(IReadOnlyList<RepairedStream> streams)
    {
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns("stage partition", "lineage", "emitted, by the group", "by the topics", "");
        foreach (var stream in streams)
        {
            table.AddRow(
                Markup.Escape(stream.Stream),
                stream.Lineage.ToString(CultureInfo.InvariantCulture),
                stream.Committed?.ToString(CultureInfo.InvariantCulture) ?? "nothing",
                stream.Emitted.ToString(CultureInfo.InvariantCulture),
                stream.Wrong ? "wrong" : "right"
            );
        }

        return table;
    }
}
