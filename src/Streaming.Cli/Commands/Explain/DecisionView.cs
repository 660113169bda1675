using System.Globalization;
using Spectre.Console;
using Streaming.Application.ExplainDecision;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.Explain;

/// <summary>Why a record was decided as it was: a table whose last column is a waterfall.</summary>
static class DecisionView
{
    /// <summary>Characters across the waterfall.</summary>
    const int Width = 36;

    public static void Show(Terminal terminal, ExplainedDecision explained, string language) =>
        terminal.Result(explained, () => Lines(terminal, explained, language));

    /// <summary>The same where it is a part of something.</summary>
    public static void Lines(Terminal terminal, ExplainedDecision explained, string language)
    {
        terminal.Line($"{Printable.Text(explained.EventId)} was decided {explained.Decision} ({explained.LineageId}).");
        if (explained.Guard is { } guard)
        {
            terminal.Line(
                $"Guard {guard.Name} let that stand instead of {guard.InsteadOf}, which the score led to and which is explained here."
            );
        }

        foreach (var given in explained.Overrides)
        {
            terminal.Line(
                $"{Printable.Text(given.Author)} let {given.Decision} stand instead of {given.Overruled}"
                    + $"{(given.Because is null ? "" : $": {Printable.Text(given.Because)}")}."
            );
        }

        if (explained.Shares is { } shares)
            Tell(terminal, explained, shares, language);
        else
            terminal.Line($"The rule decided, not a model: {Printable.Text(explained.Rule)}. Score {Number(explained.Score)}.");
        if (explained.Otherwise is { } otherwise)
            Tell(terminal, otherwise);
        if (explained.Plot is { } plot)
            terminal.Line($"The waterfall is drawn in {plot}.");
    }

    static void Tell(Terminal terminal, ExplainedDecision explained, ScoreShares shares, string language)
    {
        terminal.Line(
            $"Score {Number(explained.Score)} by {explained.Model!.Name} v{explained.Model.Version}; "
                + (
                    shares.ScoredAgain
                        ? "it gives the recorded features this score again, bit for bit."
                        : "here it gives the recorded features another score: another engine recorded it, or something was altered."
                )
        );
        if (shares.Recorded is { } recorded)
        {
            terminal.Line(
                recorded
                    ? "The contributions are those that were recorded with the decision, bit for bit."
                    : "The contributions that were recorded with the decision are others."
            );
        }

        terminal.Line($"Compared with {Printable.Text(shares.Against)}{(shares.Dataset is { } id ? $" (dataset {id[..12]})" : "")}.");
        foreach (var (place, reason) in explained.Reasons.Where(r => r.Words.Count > 0).Index())
        {
            var words = reason.Words.GetValueOrDefault(language) ?? reason.Words[ReasonModel.English];
            terminal.Line($"  {place + 1}. {Printable.Text(words)} ({reason.Code}, {Signed(reason.By)})");
        }

        var table = new Table { Border = TableBorder.Minimal };
        foreach (var name in (string[])["feature", "value", "contribution", ""])
        {
            var column = new TableColumn(new Text(name)).NoWrap();
            table.AddColumn(name is "value" or "contribution" ? column.RightAligned() : column);
        }

        var (low, high) = Range(shares);
        Tables.Row(table, "base", "", Signed(shares.Base), Bar(shares.Base, shares.Base));
        var at = shares.Base;
        foreach (var share in shares.Features)
        {
            Tables.Row(
                table,
                Printable.Text(share.Feature),
                Waterfall.Text(share.Value),
                Signed(share.Contribution),
                Bar(at, at + share.Contribution)
            );
            at += share.Contribution;
        }

        Tables.Row(table, "margin", "", Signed(shares.Margin), Bar(shares.Margin, shares.Margin));
        terminal.Show(table);
        terminal.Line(
            $"Base and contributions add up to {Signed(at)}"
                + (
                    shares.Transforms.Count == 0
                        ? ", the score."
                        : $", the margin; {string.Join(", ", shares.Transforms)} makes the score of it."
                )
        );

        string Bar(double from, double to)
        {
            var (first, last) = (Place(Math.Min(from, to)), Place(Math.Max(from, to)));
            return new string(' ', first) + (from.Equals(to) ? "|" : new string(to > from ? '█' : '░', Math.Max(1, last - first)));
        }

        int Place(double value) => high > low ? (int)Math.Round((value - low) / (high - low) * (Width - 1)) : 0;
    }

    static void Tell(Terminal terminal, OtherDecisions otherwise)
    {
        terminal.Line("");
        terminal.Line(Printable.Text(otherwise.Says));
        foreach (var answer in otherwise.Answers)
        {
            var changes = answer.Changes.Select(c => $"{Printable.Text(c.Feature)} {Number(c.From)} -> {Number(c.To)}");
            terminal.Line($"  {string.Join(", ", changes)}: {Printable.Text(answer.Decision)}, score {Number(answer.Score)}");
        }
    }

    static (double Low, double High) Range(ScoreShares shares)
    {
        var (at, low, high) = (shares.Base, shares.Base, shares.Base);
        foreach (var share in shares.Features)
        {
            at += share.Contribution;
            (low, high) = (Math.Min(low, at), Math.Max(high, at));
        }

        return (low, high);
    }

    static string Number(float? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "none";

    static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
}
