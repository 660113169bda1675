using Streaming.Cli.Shell;
using Streaming.Publishing;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.Simulate;

internal static class SimulateView
{
    public static void Show(Terminal terminal, TopologyModel topology, PublishResult result, long hostile) => terminal.Result(
        new
        {
            topology = topology.Name,
            topic = topology.Source.Topic,
            events = result.Events - hostile,
            hostile,
            labels_topic = topology.Labels?.Topic,
            result.Labels,
            seconds = Math.Round(result.Elapsed.TotalSeconds, 3),
            result.Complete,
        },
        () =>
        {
            var seconds = result.Elapsed.TotalSeconds;
            terminal.Line($"{result.Events - hostile:N0} events{(hostile > 0 ? $" and {hostile:N0} hostile records" : "")} on {topology.Source.Topic} in {seconds:N1} s ({result.Events / Math.Max(seconds, 0.001):N0}/s).");
            if (topology.Labels is { } labels) terminal.Line($"{result.Labels:N0} labels on {labels.Topic}.");
        });
}
