using Streaming.Application.ExportLineage;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Export;

static class ExportView
{
    /// <summary>What went to standard output, told beside it.</summary>
    public static void Sent(Terminal terminal, ExportedLineage exported) =>
        terminal.Note($"{exported.Rows:N0} records ({exported.Bytes / 1e6:N1} MB) in {exported.Seconds:N1} s.");

    public static void Show(Terminal terminal, ExportedLineage exported) =>
        terminal.Result(exported, () =>
            terminal.Line(
                $"{exported.Rows:N0} records in {exported.File} ({exported.Bytes / 1e6:N1} MB) in {exported.Seconds:N1} s: "
                    + $"{exported.Rows / Math.Max(exported.Seconds, 0.001):N0}/s."
            )
        );
}
