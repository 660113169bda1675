using Spectre.Console;
using Streaming.Application.DiffModels;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Models;

static class DiffView
{
    public static void Show(Terminal terminal, ModelDifference difference) => terminal.Result(difference, () =>
        {
            var (earlier, later) = (difference.Earlier, difference.Later);
            terminal.Line($"{difference.Name} v{earlier.Version} ({earlier.State}) and v{later.Version} ({later.State})");
            terminal.Line(
                difference.SameBytes ? $"hash {earlier.Hash[..12]}: the same bytes" : $"hash {earlier.Hash[..12]} and {later.Hash[..12]}"
            );
            Features(terminal, difference);
            Texts(terminal, "parameter", difference.Parameters, difference);
            Metrics(terminal, difference);
            Texts(terminal, "origin", difference.Origin, difference);
            Distributions(terminal, difference);
        });

    static void Features(Terminal terminal, ModelDifference difference)
    {
        if (difference.AddedFeatures.Count > 0)
            terminal.Line($"features added: {Printable.Text(string.Join(", ", difference.AddedFeatures))}");
        if (difference.RemovedFeatures.Count > 0)
            terminal.Line($"features removed: {Printable.Text(string.Join(", ", difference.RemovedFeatures))}");
        if (difference.Reordered)
            terminal.Line("features: the same, in another order");
        if (difference is { AddedFeatures.Count: 0, RemovedFeatures.Count: 0, Reordered: false })
            terminal.Line("features: the same");
    }

    static void Texts(Terminal terminal, string what, IReadOnlyList<DifferentText> texts, ModelDifference difference)
    {
        if (texts.Count == 0)
            return;
        var table = Tables.Texts(wrap: true, what, $"v{difference.Earlier.Version}", $"v{difference.Later.Version}");
        foreach (var text in texts)
            Tables.Row(table, text.Name, Printable.Text(text.Earlier ?? ""), Printable.Text(text.Later ?? ""));
        terminal.Show(table);
    }

    static void Metrics(Terminal terminal, ModelDifference difference)
    {
        if (difference.Metrics.Count == 0)
            return;
        var table = Tables.Plain("metric", $"v{difference.Earlier.Version}", $"v{difference.Later.Version}", "change");
        foreach (var metric in difference.Metrics)
        {
            var change = $"{metric.Change:+0.######;-0.######;0}";
            Tables.Row(table, metric.Name, $"{metric.Earlier:0.######}", $"{metric.Later:0.######}", change);
        }

        terminal.Show(table);
    }

    /// <summary>Those that differ most stand first.</summary>
    static void Distributions(Terminal terminal, ModelDifference difference)
    {
        if (difference.Distributions.Count == 0)
            return;
        terminal.Line(
            "rows trained on: 5 %, median and 95 % of the values, the share that is missing, and how far apart they are at least (KS)"
        );
        var table = Tables.Plain("", $"v{difference.Earlier.Version}", $"v{difference.Later.Version}", "KS");
        foreach (var column in difference.Distributions.OrderByDescending(d => d.Distance ?? double.MaxValue))
            Tables.Row(table, column.Name, Figures(column.Earlier), Figures(column.Later), $"{column.Distance:0.000}");
        terminal.Show(table);
    }

    static string Figures(DistributionFigures? figures) =>
        figures is null
            ? ""
            : string.Join("  ", [.. Values(figures), .. figures.Missing > 0 ? (string[])[$"{figures.Missing:0.##%} missing"] : []]);

    static IEnumerable<string> Values(DistributionFigures figures) =>
        new[] { figures.Low, figures.Median, figures.High }.OfType<double>().Select(value => $"{value:G4}");
}
