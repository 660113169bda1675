using System.Globalization;
using Streaming.Application.CompareModels;
using Streaming.Application.ReplayLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Models;

/// <summary>A comparison as a table and a verdict.</summary>
static class CompareView
{
    public static void Show(Terminal terminal, ComparedModels compared)
    {
        var (incumbent, challenger) = (compared.Incumbent.ToString(), compared.Challenger.ToString());
        terminal.Line(
            $"{challenger} scored {compared.Rows:N0} rows of {compared.Topology} beside {incumbent}, as {compared.Challenger.Role}"
                + $"{(compared.Decided > 0 ? $", and decided about {compared.Decided:N0} of them" : "")}."
        );
        if (compared.Missed > 0)
            terminal.Line($"It failed on batches of {compared.Missed:N0} rows, which went on without it.");
        if (compared.Moves is { Mean: { } mean, Max: { } max } moves)
        {
            terminal.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Scores differ on {moves.Moved:N0} rows, by {mean:0.0000} in the mean and {max:0.0000} at most; their "
                        + $"stability index is {compared.Stability:0.000}."
                )
            );
        }

        if (compared.Labelled is not { } labelled)
        {
            terminal.Line("No row has a label yet, so nothing says which is better.");
            return;
        }

        terminal.Line($"{labelled.Rows:N0} rows have a label, {labelled.Positives:N0} of them positive:");
        var table = Tables.Plain("", incumbent, challenger);
        foreach (var (name, title) in WhatIfWords.Metrics)
            Tables.Row(table, title, WhatIfWords.Value(labelled.Incumbent, name), WhatIfWords.Value(labelled.Challenger, name));
        Tables.Row(table, "mean squared error", Error(labelled.Evidence.OneError), Error(labelled.Evidence.OtherError));
        terminal.Show(table);
        terminal.Line(labelled.Verdict);
    }

    static string Error(double error) => error.ToString("0.000000", CultureInfo.InvariantCulture);
}
