using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Events.Time;
using Streaming.Models;

namespace Streaming.Cli.Commands.Models;

static class ModelsView
{
    public static void List(Terminal terminal, IReadOnlyList<RegisteredModel> models) => terminal.Result(models, () =>
        {
            if (models.Count == 0)
            {
                terminal.Line("No models yet. Train one from the lineage: streaming train TOPOLOGY");
                return;
            }

            var table = Tables.Texts(wrap: false, "model", "version", "in use", "registered", "roc auc", "average precision", "hash");
            foreach (var model in models)
            {
                table.AddRow(
                    new Text(model.Name),
                    new Text($"{model.Version}"),
                    new Text(model.InUse ? "yes" : ""),
                    new Text($"{model.RegisteredAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}"),
                    Metric(model, "roc_auc"),
                    Metric(model, "average_precision"),
                    new Text(model.Hash[..12])
                );
            }

            terminal.Show(table);
        });

    public static void Show(Terminal terminal, RegisteredModel model) => terminal.Result(model, () =>
        {
            terminal.Line(
                $"{model.Name} v{model.Version}{(model.InUse ? ", in use" : "")}"
                    + (model.PromotedBy is { } by ? $" as {Printable.Text(by)} decided" : "")
                    + $", registered {model.RegisteredAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC"
            );
            terminal.Line($"hash {model.Hash}, {model.Size:N0} bytes of ONNX, {model.Description.Features.Count} features");
            if (model.Description.Origin is { } origin)
            {
                terminal.Line(
                    $"trained on {origin.TrainRows:N0} rows ({origin.TrainPositives:N0} positive), {IsoTime.Format(origin.TrainFrom)} to "
                        + $"{IsoTime.Format(origin.TrainTo)}"
                );
                terminal.Line(
                    $"judged on {origin.TestRows:N0} rows ({origin.TestPositives:N0} positive), {IsoTime.Format(origin.TestFrom)} to "
                        + $"{IsoTime.Format(origin.TestTo)}"
                );
                foreach (var range in origin.Ranges)
                    terminal.Line($"  lineage {range.Stream}, batches {range.FirstVersion} to {range.LastVersion}");
            }

            Entries(terminal, "metrics", model.Description.Metrics.Select(m => (m.Key, $"{m.Value:0.######}")));
            Entries(terminal, "parameters", model.Description.Parameters.Select(p => (p.Key, p.Value)));
            Entries(
                terminal,
                "importance",
                model.Description.Importance.OrderByDescending(i => i.Value).Select(i => (i.Key, $"{i.Value:0.0 %}"))
            );
        });

    public static void Used(Terminal terminal, RegisteredModel model) =>
        terminal.Result(model, () => terminal.Line($"{model.Name} v{model.Version} is in use from each stage partition's next batch on."));

    static void Entries(Terminal terminal, string title, IEnumerable<(string Name, string Value)> entries)
    {
        var all = entries.ToList();
        if (all.Count == 0)
            return;
        terminal.Line(title);
        var width = all.Max(e => e.Name.Length) + 2;
        foreach (var (name, value) in all)
            terminal.Line($"  {name.PadRight(width)}{value}");
    }

    static Text Metric(RegisteredModel model, string name) =>
        new(model.Description.Metrics.TryGetValue(name, out var value) ? $"{value:0.0000}" : "");
}
