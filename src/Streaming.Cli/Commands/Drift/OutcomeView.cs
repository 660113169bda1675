using System.Globalization;
using Streaming.Application.ShowDrift;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Drift;

/// <summary>What labels tell of the version that decides.</summary>
static class OutcomeView
{
    internal static void Show(Terminal terminal, ShownDrift shown)
    {
        foreach (var stream in shown.Labels)
            Stream(terminal, stream);
        if (shown.LabelAlarms.Count == 0)
            return;
        var table = Tables.Texts(wrap: false, "labels tell at", "time", "model", "what");
        foreach (var alarm in shown.LabelAlarms)
            Tables.Row(table, alarm.Record, alarm.Time.ToString(), DriftView.Model(alarm.Model, alarm.ModelVersion), alarm.Words);

        terminal.Show(table);
    }

    static void Stream(Terminal terminal, ShownOutcome stream)
    {
        var model = DriftView.Model(stream.Model, stream.ModelVersion);
        var left = Counted("had theirs taken back", stream.Withdrawn);
        left += Counted("are left out since theirs contradict each other", stream.Refused);
        left += Counted("were recorded too late to be judged", stream.Late);
        terminal.Line(
            $"{Printable.Text(stream.Stream)}, by labels: {stream.Labelled:N0} of {stream.Rows:N0} rows of {model} up to {stream.Until} "
                + $"have one{left}. {Verdict(stream)}"
        );
        if (stream.Blocks.Count == 0)
            return;
        var table = Tables.Plain("figure", "last block", "so far");
        Row("squared error", stream.Blocks.Select(b => b.SquaredError), "0.00000");
        Row("wrong decisions", stream.Blocks.Select(b => b.ErrorRate), "P2");
        Row("alerts", stream.Blocks.Select(b => b.AlertRate), "P2");
        Row("average precision", stream.Blocks.Select(b => b.AveragePrecision), "0.000");
        Row("calibration error", stream.Blocks.Select(b => b.CalibrationError), "0.00000");
        Row("expected : observed", stream.Blocks.Select(b => b.ExpectedToObserved), "0.00");
        Row("rows with a label", stream.Blocks.Select(b => b.Coverage), "P1");
        Row("days to half of the labels", stream.Blocks.Select(b => b.MedianDelay?.TotalDays), "0.00");
        Row("days to nine in ten", stream.Blocks.Select(b => b.LongDelay?.TotalDays), "0.00");
        Row("rows with labels that repeat", stream.Blocks.Select(b => (double?)b.Repeated), "N0");
        Row("rows with labels that contradict", stream.Blocks.Select(b => (double?)b.Contradicted), "N0");
        terminal.Show(table);

        void Row(string name, IEnumerable<double?> values, string format)
        {
            double?[] all = [.. values];
            Tables.Row(table, name, all[^1]?.ToString(format, CultureInfo.InvariantCulture) ?? "", Sparkline.Of(all));
        }
    }

    static string Counted(string what, long rows) => rows == 0 ? "" : $"; {rows:N0} {what}";

    static string Verdict(ShownOutcome stream) =>
        stream.Limit is not { } limit ? $"Learning how good it is: {stream.ToLearn:N0} labelled rows to come."
        : stream.IsWorse ? $"It got worse: its squared error is above {stream.LowerBound:0.00000}, and {limit:0.00000} is the limit."
        : $"It has not got worse: its squared error is {stream.Risk:0.00000}, and {limit:0.00000} is the limit.";
}
