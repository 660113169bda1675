using Streaming.Application.PublishFile;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Publish;

static class PublishView
{
    public static void Show(Terminal terminal, PublishedFile published) => terminal.Result(published, () =>
        {
            terminal.Line(
                $"{(published.Complete ? "" : "Stopped: ")}{published.Events:N0} events on {published.Topic} in {published.Seconds:N1} s "
                    + $"({published.Events / Math.Max(published.Seconds, 0.001):N0}/s)."
            );
            if (published.LabelsTopic is { } labels && published.Labels + published.LabelsHeld > 0)
            {
                terminal.Line(
                    $"{published.Labels:N0} labels on "
                        + $"{labels}{(published.LabelsHeld > 0 ? $"; {published.LabelsHeld:N0} not sent, as they are not known yet" : "")}."
                );
            }
        });
}
