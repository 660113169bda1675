using Streaming.Application.SimulateEvents;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Simulate;

static class SimulateView
{
    public static void Show(Terminal terminal, SimulatedEvents simulated) => terminal.Result(simulated, () =>
        {
            var (events, hostile, seconds) = (simulated.Events, simulated.Hostile, simulated.Seconds);
            terminal.Line(
                $"{events:N0} events{(hostile > 0 ? $" and {hostile:N0} hostile records" : "")} on {simulated.Topic} in {seconds:N1} s "
                    + $"({(events + hostile) / Math.Max(seconds, 0.001):N0}/s)."
            );
            if (simulated.LabelsTopic is { } labels)
                terminal.Line($"{simulated.Labels:N0} labels on {labels}.");
        });
}
