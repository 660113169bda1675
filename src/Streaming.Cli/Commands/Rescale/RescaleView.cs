using Streaming.Cli.Shell;
using Streaming.Pipeline.Rescaling;

namespace Streaming.Cli.Commands.Rescale;

internal static class RescaleView
{
    public static void Step(Terminal terminal, RescaleStep step) => terminal.Note(step switch
    {
        RescaleStep.Check => "checking that everything is taken and emitted",
        RescaleStep.Inputs => "giving source and channels their partitions",
        RescaleStep.Markers => "marking the rescale in lineage",
        RescaleStep.Emitted => "giving the topics of emitted versions their partitions",
        _ => "committing where the new partitions begin",
    });

    public static void Show(Terminal terminal, string topology, RescaleReport report) => terminal.Result(
        new { topology, report.Before, report.After, report.Topics, report.Streams },
        () => terminal.Line(report.Streams == 0
            ? $"{topology} has {report.After} partitions already."
            : $"{topology} has {report.After} partitions, {report.Before} before: {report.Topics} topics made or enlarged, {report.Streams} streams marked. Start it and the publishers again."));
}
