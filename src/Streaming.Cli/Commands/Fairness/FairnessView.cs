using System.Globalization;
using Spectre.Console;
using Streaming.Application.FindProxies;
using Streaming.Application.FindThresholds;
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
            if (shown is { Rows: > 0, DueBefore: { } due })
                terminal.Line($"Labels count of rows before {due}.");
            foreach (var attribute in shown.Attributes)
            {
                if (attribute.Groups.All(group => group.State != GroupState.Shown))
                    continue;
                var against = attribute.Reference is { } reference ? $"'{Printable.Text(reference)}'" : "all others";
                var table = Tables.Plain(attribute.Name, "figure", "found", $"less {against}", "divided by theirs");
                foreach (var group in attribute.Groups.Where(group => group.State == GroupState.Shown))
                    Add(table, group);
                terminal.Show(table);
            }

            foreach (var note in shown.Notes)
                terminal.Line($"  {Printable.Text(note)}");
        });

    public static void Show(Terminal terminal, FoundProxies found) => terminal.Result(found, () =>
        {
            terminal.Line(
                $"{found.Topology}: {found.Rows:N0} rows. Areas under the ROC curve, 95 % intervals in brackets; 0.5 tells nothing."
            );
            foreach (var attribute in found.Attributes.Where(attribute => attribute.Groups.Count > 0))
            {
                var table = Tables.Plain([
                    "feature",
                    .. attribute.Groups.Select(group => Printable.Text($"{attribute.Name} '{group.Name}'")),
                ]);
                foreach (var feature in attribute.Groups[0].Features.Select(proxy => proxy.Feature))
                {
                    Tables.Row(
                        table,
                        [feature, .. attribute.Groups.Select(group => Words(group.Features.First(p => p.Feature == feature).Area))]
                    );
                }

                Tables.Row(table, ["all together", .. attribute.Groups.Select(group => Words(group.Together))]);
                terminal.Show(table);
            }

            foreach (var sentence in found.Proxies)
                terminal.Line($"  {Printable.Text(sentence)}");
            var none = FormattableString.Invariant($"  Nothing is known to tell a group with an area of {found.Above:0.###} or more.");
            if (found.Proxies.Count == 0)
                terminal.Line(none);
        });

    public static void Show(Terminal terminal, FoundThresholds found) => terminal.Result(found, () =>
        {
            var proposal = found.Proposal;
            terminal.Line($"{found.Topology}, by {proposal.Attribute}: {Printable.Text(found.Because)}");
            terminal.Line(
                FormattableString.Invariant(
                    $"Worked out on rows before {proposal.TriedFrom}, for a rate of {proposal.Target:0.000} each; shown on later ones."
                )
            );
            var table = Tables.Plain(
                proposal.Attribute,
                proposal.HighIsFavourable ? "favourable from" : "adverse from",
                "",
                "selection rate",
                "true positive rate",
                "false positive rate",
                "precision"
            );
            foreach (var group in proposal.Groups)
            {
                Row(Printable.Text(group.Name), "", "as it was", group.Recorded);
                Row("", FormattableString.Invariant($"{group.Threshold:0.####}"), "proposed", group.Proposed);
            }

            terminal.Show(table);
            terminal.Line("Nothing was changed: thresholds stand in the topology file, under `score.decide`.");

            void Row(string group, string threshold, string which, GroupRates rates) =>
                Tables.Row(
                    table,
                    group,
                    threshold,
                    which,
                    Words(rates.Selection),
                    Words(rates.TruePositive),
                    Words(rates.FalsePositive),
                    Words(rates.Precision)
                );
        });

    static void Add(Table table, GroupFindings group)
    {
        var (rates, compared) = (group.Rates!, group.Comparison);
        Tables.Row(table, Printable.Text(group.Name), "rows", $"{group.Rows:N0}", "", "");
        Figure("selection rate", Words(rates.Selection), compared?.SelectionDifference, compared?.SelectionRatio);
        Figure("true positive rate", Words(rates.TruePositive), compared?.TruePositiveDifference);
        Figure("false positive rate", Words(rates.FalsePositive), compared?.FalsePositiveDifference);
        Figure("precision", Words(rates.Precision), compared?.PrecisionDifference);
        Figure("calibration gap", Words(group.Calibration?.Gap), compared?.CalibrationDifference);
        Figure("unlabelled", Words(rates.Unlabelled));

        void Figure(string name, string found, Estimate? difference = null, Estimate? ratio = null) =>
            Tables.Row(table, "", name, found, difference is null ? "" : Words(difference), ratio is null ? "" : Words(ratio));
    }

    static string Words(Rate? rate) => rate is null ? None : Words(rate.Value, rate.Low, rate.High);

    static string Words(Estimate? estimate) => estimate is null ? None : Words(estimate.Value, estimate.Low, estimate.High);

    static string Words(double value, double? low, double? high) =>
        low is null || high is null
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000}")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.000} [{low:0.000}, {high:0.000}]");
}
