using Streaming.Application.RescalePipeline;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Rescale;

static class RescaleView
{
    public static void Show(Terminal terminal, RescaledPipeline rescaled) =>
        terminal.Result(rescaled, () =>
            terminal.Line(
                rescaled.Streams == 0
                    ? $"{rescaled.Topology} has {rescaled.After} partitions already."
                    : $"{rescaled.Topology} has {rescaled.After} partitions, {rescaled.Before} before: {rescaled.Topics} topics created "
                        + $"or enlarged, {rescaled.Streams} streams marked. Start it and the publishers again."
            )
        );
}
