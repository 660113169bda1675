using Streaming.Application.ExplainModel;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Explain;

static class ExplainView
{
    const int Shown = 10;

    internal static string Summary(ExplainedModel explained) =>
        explained.Counterfactuals is { } counts ? CounterfactualSummary(explained, counts)
        : explained.Effects is not null ? EffectsView.Summary(explained)
        : explained.Lines is { } lines ? LinesView.Summary(explained, lines)
        : $"{explained.Rows:N0} rows of {explained.Features} features explained; base {explained.Base:0.######}, in units of the "
            + (explained.Sampled is null ? "margin" : "score")
            + (explained.Transforms.Count > 0 ? $", before {string.Join(", ", explained.Transforms)}." : ".")
            + (explained.Sampled is { } sampled ? " " + Known(sampled) : "")
            + string.Concat(explained.Notes.Select(note => " " + note));

    static string Known(SampledValues sampled) =>
        sampled.SampledRows == 0
            ? $"Compared with {sampled.Background:N0} rows; all values are exact."
            : $"Compared with {sampled.Background:N0} rows; the values of {sampled.SampledRows:N0} rows are sampled (seed {sampled.Seed}), "
                + $"each with its standard error, {sampled.WidestError:0.######} at most.";

    static string CounterfactualSummary(ExplainedModel explained, CounterfactualCounts counts) =>
        $"{explained.Rows:N0} rows: {counts.Found:N0} with changes that lead to the other decision, {counts.None:N0} "
        + "where no permitted change "
        + $"does, {counts.AlreadySo:N0} on the wanted side already, {counts.NotFound:N0} where none was found and not all was tried.";

    internal static void Show(Terminal terminal, ExplainedModel explained) => terminal.Result(explained, () =>
        {
            terminal.Line($"{explained.File}: {Summary(explained)}");
            if (explained.Importance.Count == 0 || explained.Rows == 0)
                return;
            if (explained.Effects is { } effects)
            {
                EffectsView.Show(terminal, effects);
                return;
            }

            if (explained.Lines is { } lines)
                LinesView.Show(terminal, lines);
            if (explained.Lines?.All(line => line.Refused is not null) == true)
                return;
            terminal.Line(explained.Lines is null ? "\nMean size of the values:" : "Mean size of the coefficients:");
            var width = explained.Importance.Take(Shown).Max(f => f.Feature.Length) + 2;
            foreach (var feature in explained.Importance.Take(Shown))
                terminal.Line($"  {Printable.Text(feature.Feature).PadRight(width)}{feature.Mean:0.######}");
        });
}
