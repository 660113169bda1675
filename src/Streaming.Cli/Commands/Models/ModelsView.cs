using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Events.Text;
using Streaming.Events.Time;
using Streaming.Models;

namespace Streaming.Cli.Commands.Models;

static class ModelsView
{
    const int ShownReason = 60;

    public static void List(Terminal terminal, IReadOnlyList<RegisteredModel> models) => terminal.Result(models, () =>
        {
            if (models.Count == 0)
            {
                terminal.Line("No models yet. Train one from the lineage: streaming train TOPOLOGY");
                return;
            }

            var table = Tables.Texts(
                wrap: false,
                "model",
                "version",
                "state",
                "since",
                "by",
                "roc auc",
                "average precision",
                "hash",
                "why"
            );
            foreach (var model in models)
            {
                table.AddRow(
                    new Text(model.Name),
                    new Text($"{model.Version}"),
                    new Text(State(model.History[^1])),
                    new Text(Time(model.State.Since)),
                    new Text(Printable.Text(model.State.By.By ?? "")),
                    Metric(model, "roc_auc"),
                    Metric(model, "average_precision"),
                    new Text(model.Hash[..12]),
                    new Text(Short(Printable.Text(model.State.By.Reason ?? "")))
                );
            }

            terminal.Show(table);
        });

    public static void Show(Terminal terminal, RegisteredModel model) => terminal.Result(model, () =>
        {
            terminal.Line(
                $"{model.Name} v{model.Version}, {State(model.History[^1])} since {Time(model.State.Since)} UTC{Author(model.History[^1])}"
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

            if (model.Description.Training is { } training)
            {
                var parent = training.Parent is { } version ? $"v{version} was champion" : "there was no champion";
                var dataset = training.Dataset is { } known ? $", dataset {known.Id}" : "";
                terminal.Line($"trained by release {training.CodeVersion} when {parent}{dataset}");
            }

            terminal.Line("history");
            foreach (var step in model.History)
                Step(terminal, step);
            Metrics(terminal, model.Description);
            Entries(terminal, "parameters", model.Description.Parameters.Select(p => (p.Key, p.Value)));
            Entries(
                terminal,
                "importance",
                model.Description.Importance.OrderByDescending(i => i.Value).Select(i => (i.Key, $"{i.Value:0.0 %}"))
            );
        });

    /// <summary>What has become of a version.</summary>
    public static void Moved(Terminal terminal, RegisteredModel model) => terminal.Result(model, () =>
        {
            const string next = "from each stage partition's next batch on";
            var version = $"{model.Name} v{model.Version}";
            terminal.Line(
                model.History[^1] switch
                {
                    { State: "shadow" } => $"{version} scores everything and decides nothing, {next}.",
                    { Share: { } share } => $"{version} decides for {share:0.####%} of the keys, {next}.",
                    { State: "champion" } => $"{version} is in use {next}.",
                    { State: "rolled back", Successor: { } successor } => $"{version} is rolled back: v{successor} decides {next}.",
                    var step => $"{version} is {step.State}: it serves nothing, {next}.",
                }
            );
        });

    static void Step(Terminal terminal, ModelStep step)
    {
        terminal.Line($"  {Time(step.Since)}  {State(step)}{Author(step)}");
        if (step.Evidence is { } evidence)
            terminal.Line($"    evidence: {Printable.Text(evidence.ToText())}");
    }

    static void Metrics(Terminal terminal, ModelDescription description)
    {
        var title = description.Intervals is null ? "metrics" : "metrics, and where each lies with 95 % confidence";
        Entries(terminal, title, description.Metrics.Select(m => (m.Key, $"{m.Value:0.######}{Interval(description, m.Key)}")));
    }

    static string Interval(ModelDescription description, string metric) =>
        description.Intervals is { } intervals && intervals.TryGetValue(metric, out var interval)
            ? $"  ({interval.Low:0.######} to {interval.High:0.######})"
            : "";

    static string State(ModelStep step) =>
        step switch
        {
            { Share: { } share } => $"{step.State} {share:0.####%}",
            { State: "retired", Successor: { } successor } => $"retired for v{successor}",
            { Successor: { } successor } => $"{step.State} to v{successor}",
            _ => step.State,
        };

    static string Author(ModelStep step) =>
        (step.By is { } by ? $", by {Printable.Text(by)}" : "") + (step.Reason is { } reason ? $": {Printable.Text(reason)}" : "");

    static string Time(DateTimeOffset time) => $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss}";

    static string Short(string text) => text.Length > ShownReason ? text[..ShownReason] + "…" : text;

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
