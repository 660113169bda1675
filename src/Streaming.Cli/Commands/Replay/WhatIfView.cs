using Spectre.Console;
using Streaming.Application.ReplayLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Replay;

/// <summary>A what-if report as tables.</summary>
static class WhatIfView
{
    public static void Show(Terminal terminal, WhatIfResult result)
    {
        terminal.Line();
        terminal.Line($"What if {result.Model} had scored these {result.Rows:N0} rows?");
        if (WhatIfWords.LeftOutOf(result) is { } leftOut)
            terminal.Line(leftOut);
        terminal.Line(WhatIfWords.MovesOf(result));
        terminal.Line(
            $"{result.Decisions.Flipped:N0} decisions would be different ({WhatIfWords.Share(result.Decisions.Flipped, result.Rows)}):"
        );
        terminal.Show(Flips(result.Decisions));
        if (result.Quality is not { } quality)
        {
            terminal.Line("No row has a label yet, so nothing says which is better.");
            return;
        }

        terminal.Line($"{quality.Labelled:N0} rows have a label, {quality.Positives:N0} of them positive:");
        terminal.Show(Quality(quality));
        terminal.Line(quality.Verdict);
    }

    static Table Flips(WhatIfDecisions decisions)
    {
        var table = Tables.Plain(["recorded \\ what if", .. decisions.Names]);
        foreach (var (row, name) in decisions.Names.Index())
            Tables.Row(table, [name, .. decisions.Counts[row].Select(c => $"{c:N0}")]);
        return table;
    }

    static Table Quality(WhatIfMetrics quality)
    {
        var table = Tables.Plain("", "recorded", "what if", "change");
        foreach (var (name, title) in WhatIfWords.Metrics)
        {
            Tables.Row(
                table,
                title,
                WhatIfWords.Value(quality.Recorded, name),
                WhatIfWords.Value(quality.WhatIf, name),
                WhatIfWords.Change(quality, name)
            );
        }

        return table;
    }
}
