using System.Globalization;
using Streaming.Application.TryDetector;
using Streaming.Cli.Shell;
using Streaming.Drift;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Drift;

static class TryView
{
    const int Shown = 100;

    internal static void Show(Terminal terminal, TriedDetector tried) => terminal.Result(tried, () =>
        {
            terminal.Line($"{Printable.Text(tried.File)}, column '{Printable.Text(tried.Column)}', with {tried.Detector}");
            terminal.Line(Summary(tried));
            foreach (var bad in tried.FirstBad)
                terminal.Note($"row {bad.Row}: '{Printable.Text(bad.Text)}' is passed over: {bad.Reason}");
            if (tried.Bad > tried.FirstBad.Count)
                terminal.Note($"and {tried.Bad - tried.FirstBad.Count:N0} more");
            if (terminal.OutIsTerminal)
                Outline(terminal, tried);
            Signals(terminal, tried);
        });

    static string Summary(TriedDetector tried)
    {
        var passed = (tried.Missing, tried.Bad) switch
        {
            (0, 0) => "",
            (var missing, 0) => $", {missing:N0} missing",
            (0, var bad) => $", {bad:N0} passed over",
            var (missing, bad) => $", {missing:N0} missing and {bad:N0} passed over",
        };
        return $"{tried.Values:N0} values in {tried.Rows:N0} rows{passed}: {Count(tried.Alarms, "alarm")}, "
            + Count(tried.Warnings, "warning");
    }

    static string Count(long count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";

    /// <summary>The values as columns, and below them where it alarmed (!) and warned (?).</summary>
    static void Outline(Terminal terminal, TriedDetector tried)
    {
        var marks = new char[tried.Profile.Means.Count];
        Array.Fill(marks, ' ');
        foreach (var signal in tried.Signals)
        {
            ref var mark = ref marks[(int)((signal.Row - 1) / tried.Profile.RowsAPoint)];
            mark = signal.Level == DriftLevel.Alarm || mark == '!' ? '!' : '?';
        }

        terminal.Line();
        terminal.Line(Sparkline.Of(tried.Profile.Means));
        terminal.Line(new string(marks).TrimEnd());
        terminal.Line(
            $"means of {tried.Profile.RowsAPoint:N0} rows each, from {Number(tried.Profile.Means.Min())} "
                + $"to {Number(tried.Profile.Means.Max())}; "
                + "! an alarm, ? a warning"
        );
    }

    static void Signals(Terminal terminal, TriedDetector tried)
    {
        if (tried.Signals.Count == 0)
            return;
        var table = Tables.Plain("row", "signal", "value", "mean since the last alarm");
        foreach (var signal in tried.Signals.Take(Shown))
        {
            Tables.Row(
                table,
                signal.Row.ToString("N0", CultureInfo.InvariantCulture),
                signal.Level == DriftLevel.Alarm ? "alarm" : "warning",
                Number(signal.Value),
                Number(signal.Mean)
            );
        }

        terminal.Show(table);
        var rest = tried.Alarms + tried.Warnings - Math.Min(Shown, tried.Signals.Count);
        if (rest > 0)
            terminal.Line($"… and {rest:N0} more; --json lists {tried.Signals.Count:N0}");
    }

    static string Number(double? value) => value?.ToString("G6", CultureInfo.InvariantCulture) ?? "";
}
