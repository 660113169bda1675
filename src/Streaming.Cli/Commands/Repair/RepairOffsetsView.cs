using System.Globalization;
using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Pipeline.Repair;

namespace Streaming.Cli.Commands.Repair;

internal static class RepairOffsetsView
{
    public static Task<IReadOnlyList<StreamOffsets>> WatchAsync(Terminal terminal, Func<IProgress<RepairProgress>?, Task<IReadOnlyList<StreamOffsets>>> find) =>
        ProgressBars.WatchAsync(terminal, "offsets", "reading what was emitted", state => (state.Done, state.Total), find);

    public static void Show(Terminal terminal, string topology, IReadOnlyList<StreamOffsets> found, bool dryRun) => terminal.Result(
        new
        {
            topology,
            dryRun,
            streams = found.Select(s => new
            {
                stream = s.Stream.ToString(),
                lineage = s.TailVersion,
                s.Committed,
                s.Emitted,
                s.Wrong,
                s.Group,
                offsets = s.Offsets.Select(o => new { o.Topic, partition = o.Partition.Value, offset = o.Offset.Value }),
            }),
        },
        () =>
        {
            terminal.Show(Table(found));
            var wrong = found.Count(s => s.Wrong);
            terminal.Line(
                wrong == 0 ? $"The offsets of {topology} are right; nothing to commit."
                : dryRun ? $"{wrong} of {found.Count} stage partitions have wrong offsets. Without --dry-run the right ones are committed."
                : $"Committed the offsets of {wrong} stage partitions. Start {topology} again: what lineage has beyond them it emits first.");
        });

    static Table Table(IReadOnlyList<StreamOffsets> found)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("stage partition", "lineage", "emitted, by the group", "by the topics", "");
        foreach (var stream in found)
        {
            table.AddRow(
                Markup.Escape(stream.Stream.ToString()),
                stream.TailVersion.ToString(CultureInfo.InvariantCulture),
                stream.Committed?.ToString(CultureInfo.InvariantCulture) ?? "nothing",
                stream.Emitted.ToString(CultureInfo.InvariantCulture),
                stream.Wrong ? "wrong" : "right");
        }

        return table;
    }
}
