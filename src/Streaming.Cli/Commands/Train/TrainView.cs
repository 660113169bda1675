using Streaming.Cli.Shell;
using Streaming.Events.Time;
using Streaming.Learning.Training;

namespace Streaming.Cli.Commands.Train;

internal static class TrainView
{
    public static void Show(Terminal terminal, TrainingOutcome outcome, bool inUse)
    {
        var (model, report, split) = (outcome.Model, outcome.Report, outcome.Split);
        terminal.Result(
            new { model = model.Name, model.Version, model.Hash, in_use = inUse, model.Description.Metrics, model.Description.Parameters, origin = model.Description.Origin },
            () =>
            {
                terminal.Line($"{model.Name} v{model.Version} ({model.Hash[..12]}), trained on {IsoTime.Format(split.Train.From)} to {IsoTime.Format(split.Train.To)}");
                terminal.Line($"judged on {IsoTime.Format(split.Test.From)} to {IsoTime.Format(split.Test.To)}: {report.Rows:N0} rows, {report.Positives:N0} positive");
                foreach (var (name, value) in model.Description.Metrics.Where(m => m.Key is not ("rows" or "positives"))) terminal.Line($"  {name,-24}{value:0.0000}");
                terminal.Line(inUse ? "In use from the next batch on." : $"To score with it: streaming models use {model.Name} {model.Version}");
            });
    }
}
