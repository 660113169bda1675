using Spectre.Console;
using Streaming.Cli.Shell;
using Streaming.Publishing;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.Publish;

internal static class PublishView
{
    public static async Task<PublishResult> WatchAsync(Terminal terminal, TopologyModel topology, Func<Action<PublishProgress>, Task<PublishResult>> publish)
    {
        if (!terminal.IsLive) return await publish(_ => { });
        return await ProgressBars.Of(terminal).StartAsync(async bars =>
        {
            var bar = bars.AddTask($"publishing to {Markup.Escape(topology.Source.Topic)}", maxValue: 1);
            return await publish(state =>
            {
                bar.IsIndeterminate = state.Fraction is null;
                bar.Value = state.Fraction ?? 0;
                bar.Description = $"publishing to {Markup.Escape(topology.Source.Topic)}: {state.Events:N0} events, {Rate(state.Events, state.Elapsed):N0}/s";
            });
        });
    }

    public static void Show(Terminal terminal, TopologyModel topology, PublishResult result, int labelsHeld) => terminal.Result(
        new
        {
            topology = topology.Name,
            topic = topology.Source.Topic,
            result.Events,
            labels_topic = topology.Labels?.Topic,
            result.Labels,
            labels_held = labelsHeld,
            result.Bytes,
            seconds = Math.Round(result.Elapsed.TotalSeconds, 3),
            result.Complete,
        },
        () =>
        {
            terminal.Line($"{(result.Complete ? "" : "Stopped: ")}{result.Events:N0} events on {topology.Source.Topic} in {result.Elapsed.TotalSeconds:N1} s ({Rate(result.Events, result.Elapsed):N0}/s).");
            if (topology.Labels is { } labels && result.Labels + labelsHeld > 0)
                terminal.Line($"{result.Labels:N0} labels on {labels.Topic}{(labelsHeld > 0 ? $"; {labelsHeld:N0} not sent, as they are not known yet" : "")}.");
        });

    static double Rate(long count, TimeSpan elapsed) => elapsed > TimeSpan.Zero ? count / elapsed.TotalSeconds : 0;
}
