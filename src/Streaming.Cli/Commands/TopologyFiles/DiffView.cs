using Streaming.Application.DiffTopology;
using Streaming.Cli.Shell;

namespace Streaming.Cli.Commands.TopologyFiles;

static class DiffView
{
    public static void Show(Terminal terminal, TopologyDifference difference) => terminal.Result(difference, () =>
        {
            var (name, earlier, later, changes) = (difference.Topology, difference.Earlier, difference.Later, difference.Changes);
            foreach (var change in changes)
                terminal.Line($"{later.File}:{change}");
            terminal.Line(
                changes.Count == 0 ? $"Both are the same text of {name}."
                : difference.Compatible
                    ? $"{name} version {later.Version} can go on from version {earlier.Version}: {changes.Count} changes go live with the "
                        + "next batch."
                : $"{name} version {later.Version} cannot go on from version {earlier.Version}: {changes.Count(c => !c.GoesLive)} of "
                    + $"{changes.Count} changes cannot go live."
            );
        });
}
