using System.Globalization;
using Streaming.Application.SummariseExplanations;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Explanations;

static class ExplanationsView
{
    const int Shown = 30;

    public static void Show(Terminal terminal, SummarisedExplanations found) => terminal.Result(found, () =>
        {
            terminal.Line(
                $"{Printable.Text(found.Model)} version {found.Version} over {found.Drawn:N0} of {found.Seen:N0} rows of {found.Topology}, "
                    + $"event times {found.First} to {found.Last}."
            );
            if (found.OtherFeatures > 0)
                terminal.Line($"{found.OtherFeatures:N0} more lack some of its features.");
            if (found.WhyNoShares is { } why)
                terminal.Line($"No contributions: {Printable.Text(why)}");
            terminal.Line(
                found.Quality is { } quality
                    ? $"{found.Labelled:N0} have a label; average precision {Number(quality)}. Loss: of it, without the feature."
                    : "Too few labels are known to tell what scores lose without a feature."
            );
            var table = Tables.Plain(
                "feature",
                "mean |SHAP|",
                "earlier half",
                "later half",
                "changed",
                "loss",
                "moves the score by",
                "over its values"
            );
            foreach (var feature in found.Features.Take(Shown))
            {
                Tables.Row(
                    table,
                    Printable.Text(feature.Feature),
                    Number(feature.Shares?.Size),
                    Number(feature.Shares?.Earlier),
                    Number(feature.Shares?.Later),
                    feature.Shares is null ? "" : $"{(feature.Shares.Changed ? "CHANGED " : "")}{Number(feature.Shares.Distance)}",
                    feature.Importance is { } loss ? $"{Number(loss.Loss)} ± {Number(loss.StandardError)}" : "",
                    feature.Effect.Effects.Count == 0 ? "" : Number(feature.Effect.Effects.Max() - feature.Effect.Effects.Min()),
                    Curves.Of(feature.Effect.Effects)
                );
            }

            terminal.Show(table);
            if (found.Plot is { } plot)
                terminal.Line($"Pictures: {plot}");
        });

    static string Number(double? value) => value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "";
}
