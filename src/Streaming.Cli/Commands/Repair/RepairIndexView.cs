using System.Globalization;
using Streaming.Application.RepairIndex;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.Repair;

static class RepairIndexView
{
    public static void Show(Terminal terminal, RepairedIndex repaired) =>
        terminal.Result(repaired, () =>
            terminal.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Indexed {repaired.Streams.Sum(s => s.Batches):N0} batches of {repaired.Streams.Count} streams. `streaming verify "
                        + $"{repaired.Topology}` checks the index."
                )
            )
        );
}
