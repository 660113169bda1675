using System.Globalization;
using Streaming.Application.TrainModel;
using Streaming.Cli.Shell;
using Streaming.Events.Time;

namespace Streaming.Cli.Commands.Train;

static class TrainView
{
    public static void Show(Terminal terminal, TrainedModel trained) => terminal.Result(trained, () =>
        {
            var origin = trained.Origin;
            terminal.Line(
                $"{trained.Model} v{trained.Version} ({trained.Hash[..12]}), trained on {IsoTime.Format(origin.TrainFrom)} to "
                    + $"{IsoTime.Format(origin.TrainTo)}"
            );
            terminal.Line(
                $"judged on {IsoTime.Format(origin.TestFrom)} to {IsoTime.Format(origin.TestTo)}: {origin.TestRows:N0} rows, "
                    + $"{origin.TestPositives:N0} positive"
            );
            ShowLabels(terminal, trained);
            ShowSearch(terminal, trained);
            foreach (var (name, value) in trained.Metrics.Where(m => m.Key is not ("rows" or "positives")))
            {
                var interval = trained.Intervals.TryGetValue(name, out var sure) ? $"  ({sure.Low:0.0000} to {sure.High:0.0000})" : "";
                terminal.Line($"  {name, -26}{value:0.0000}{interval}");
            }

            terminal.Line(
                trained.InUse
                    ? "In use from the next batch on."
                    : $"To score with it: streaming models promote {trained.Model} {trained.Version}"
            );
        });

    /// <summary>What was out of the ordinary.</summary>
    static void ShowLabels(Terminal terminal, TrainedModel trained)
    {
        var labels = trained.Labels;
        (int Count, string What)[] all =
        [
            (labels.Repeated, "rows have labels that repeat"),
            (labels.Contradicted, "rows have labels that contradict each other"),
            (labels.Refused, "rows were left out because theirs do"),
            (labels.Withdrawn, "rows were left out because their labels were taken back"),
            (labels.Late, "labels came too late to count"),
            (labels.Unknown, "events with labels have no scored row"),
        ];
        string[] said = [.. all.Where(l => l.Count > 0).Select(l => $"{l.Count:N0} {l.What}")];
        if (said.Length > 0)
            terminal.Line($"labels: {string.Join("; ", said)}");
    }

    /// <summary>The ten best trials, and how many there were.</summary>
    static void ShowSearch(Terminal terminal, TrainedModel trained)
    {
        if (trained.Search is not { } search)
            return;
        var table = Tables.Texts(wrap: true, "trial", "average precision", "AUC", "by group", "settings");
        var whole = search.Trials.Where(trial => !trial.GivenUp).ToList();
        foreach (var trial in whole.OrderByDescending(t => t.AveragePrecision.Mean).Take(10))
        {
            Tables.Row(
                table,
                $"{trial.Number}",
                Text(trial.AveragePrecision.Mean, trial.AveragePrecision.Deviation),
                trial.RocAuc is { } auc ? Text(auc.Mean, auc.Deviation) : "",
                trial.GroupPrecision is { } groups ? Text(groups.Mean, groups.Deviation) : "",
                string.Join(", ", trial.Settings.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} {s.Value:G6}")))
            );
        }

        terminal.Show(table);
        terminal.Line(
            $"{search.Trials.Count} trials, {search.Trials.Count - whole.Count} of them given up early; trial {search.Best} was taken. "
                + "Means and standard deviations over the periods searched."
        );

        static string Text(double mean, double deviation) =>
            string.Create(CultureInfo.InvariantCulture, $"{mean:0.0000} ± {deviation:0.0000}");
    }
}
