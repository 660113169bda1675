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
            foreach (var (name, value) in trained.Metrics.Where(m => m.Key is not ("rows" or "positives")))
            {
                var interval = trained.Intervals.TryGetValue(name, out var sure) ? $"  ({sure.Low:0.0000} to {sure.High:0.0000})" : "";
                terminal.Line($"  {name, -24}{value:0.0000}{interval}");
            }

            terminal.Line(
                trained.InUse
                    ? "In use from the next batch on."
                    : $"To score with it: streaming models promote {trained.Model} {trained.Version}"
            );
        });
}
