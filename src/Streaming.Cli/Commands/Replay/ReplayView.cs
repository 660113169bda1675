using Streaming.Application.ReplayLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Replay;

static class ReplayView
{
    public static void Show(Terminal terminal, ReplayedLineage replayed) => terminal.Result(replayed, () =>
        {
            terminal.Line(
                $"{replayed.Compared:N0} rows replayed in {replayed.Seconds:N1} s ({replayed.RowsPerSecond:N0}/s), "
                    + $"{replayed.Identical:N0} identical bit for bit."
            );
            if (replayed.Differing > 0)
                terminal.Line($"{replayed.Differing:N0} differ.");
            if (replayed.EngineDiffers > 0)
                terminal.Line($"{replayed.EngineDiffers:N0} differ, recorded by another engine.");
            if (replayed.First is { } first)
                ShowFirst(terminal, first);
            if (replayed.WhatIf is { } whatIf)
                WhatIfView.Show(terminal, whatIf);
            if (replayed.Plot is { } plot)
                terminal.Line($"Drawn in {plot}.");
            if (replayed.Emitted is { } emitted)
                terminal.Line($"{emitted.Records:N0} predictions written to {emitted.Topic}, marked with the header replay: {emitted.Run}");
        });

    static void ShowFirst(Terminal terminal, FirstDifference first)
    {
        terminal.Line($"The first difference: row {first.Row}, event {first.EventId} of {first.EventTime}");
        var table = Tables.Plain("column", "recorded", "bits", "replayed", "bits");
        foreach (var column in first.Columns)
        {
            Tables.Row(
                table,
                column.Column,
                column.Recorded.Text,
                column.Recorded.Bits ?? "",
                column.Replayed.Text,
                column.Replayed.Bits ?? ""
            );
        }

        terminal.Show(table);
        if (first.RecordedEngine.Length > 0)
            terminal.Line($"recorded by {first.RecordedEngine}");
        if (first.ReplayedEngine.Length > 0)
            terminal.Line($"replayed by {first.ReplayedEngine}");
    }
}
