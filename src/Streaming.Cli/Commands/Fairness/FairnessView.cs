using System.Globalization;
using Streaming.Application.ShowFairness;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Learning.Fairness;

namespace Streaming.Cli.Commands.Fairness;

/// <summary>Groups as tables: how each fares, and how it compares.</summary>
static class FairnessView
{
    const string None = "-";

    public static void Show(Terminal terminal, ShownFairness shown) => terminal.Result(shown, () =>
        {
            terminal.Line(
                $"{shown.Topology}: {shown.Rows:N0} rows; favourable: {string.Join(", ", shown.Favourable)}. 95 % intervals in brackets; "
                    + $"nothing is shown of fewer than {shown.Smallest} rows."
            );
            if (shown.DueBefore is { } due)
                terminal.Line($"Labels count of rows before {due}.");
            foreach (var attribute in shown.Attributes)
            {
                if (attribute.Groups.All(group => group.State != GroupState.Shown))
                    continue;
                Groups(terminal, attribute);
                Compared(terminal, attribute);
            }

            foreach (var note in shown.Notes)
                terminal.Line($"  {Printable.Text(note)}");
        });

    static void Groups(Terminal terminal, AttributeFindings attribute)
    {
        var table = Tables.Plain(
            attribute.Name,
            "rows",
            "selection rate",
            "true positive rate",
            "false positive rate",
            "precision",
            "calibration gap",
            "unlabelled"
        );
        foreach (var group in attribute.Groups.Where(group => group.State == GroupState.Shown))
        {
            var rates = group.Rates!;
            Tables.Row(
                table,
                Printable.Text(group.Name),
                $"{group.Rows:N0}",
                Words(rates.Selection),
                Words(rates.TruePositive),
                Words(rates.FalsePositive),
                Words(rates.Precision),
                Words(group.Calibration?.Gap),
                rates.Unlabelled is { } unlabelled ? unlabelled.Value.ToString("0.#%", CultureInfo.InvariantCulture) : None
            );
        }

        terminal.Show(table);
    }

    static void Compared(Terminal terminal, AttributeFindings attribute)
    {
        var compared = attribute.Groups.Where(group => group.Comparison is not null).ToList();
        if (compared.Count == 0)
            return;
        var table = Tables.Plain(
            $"against {Printable.Text(attribute.Reference ?? "all others")}",
            "selection ratio",
            "selection difference",
            "true positives",
            "false positives",
            "precision",
            "calibration"
        );
        foreach (var group in compared)
        {
            var comparison = group.Comparison!;
            Tables.Row(
                table,
                Printable.Text(group.Name),
                Words(comparison.SelectionRatio),
                Words(comparison.SelectionDifference),
                Words(comparison.TruePositiveDifference),
                Words(comparison.FalsePositiveDifference),
                Words(comparison.PrecisionDifference),
                Words(comparison.CalibrationDifference)
            );
        }

        terminal.Show(table);
    }

    static string Words(Rate? rate) => rate is null ? None : Words(rate.Value, rate.Low, rate.High);

    static string Words(Estimate? estimate) => estimate is null ? None : Words(estimate.Value, estimate.Low, estimate.High);

    static string Words(double value, double? low, double? high) =>
        low is null || high is null
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.000} [{low:0.000}, {high:0.000}]");
}
