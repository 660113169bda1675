using Streaming.Application.ExplainModel;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Explain;

static class ExplainView
{
    const int Shown = 10;

    internal static string Summary(ExplainedModel explained) =>
        $"{explained.Rows:N0} rows of {explained.Features} features explained; base {explained.Base:0.######}, in units of the margin"
        + (explained.Transforms.Count > 0 ? $", before {string.Join(", ", explained.Transforms)}." : ".");

    internal static void Show(Terminal terminal, ExplainedModel explained) => terminal.Result(explained, () =>
        {
            terminal.Line($"{explained.File}: {Summary(explained)}");
            if (explained.Rows == 0)
                return;
            terminal.Line("\nMean size of the values:");
            var width = explained.Importance.Take(Shown).Max(f => f.Feature.Length) + 2;
            foreach (var feature in explained.Importance.Take(Shown))
                terminal.Line($"  {Printable.Text(feature.Feature).PadRight(width)}{feature.Mean:0.######}");
        });
}
