using Streaming.Cli.Shell;
using Streaming.Topology.Evolution;
using Streaming.Topology.Model;

namespace Streaming.Cli.Commands.TopologyFiles;

internal static class DiffView
{
    public static void Show(Terminal terminal, TopologyModel earlier, TopologyModel later, IReadOnlyList<TopologyChange> changes)
    {
        var faults = changes.Count(c => !c.GoesLive);
        terminal.Result(
            new { topology = later.Name, earlier = Text(earlier), later = Text(later), compatible = faults == 0, changes },
            () =>
            {
                foreach (var change in changes) terminal.Line($"{later.File}:{change}");
                terminal.Line(changes.Count == 0 ? $"Both are the same text of {later.Name}."
                    : faults == 0 ? $"{later.Name} version {later.Version} can go on from version {earlier.Version}: {changes.Count} changes go live with the next batch."
                    : $"{later.Name} version {later.Version} cannot go on from version {earlier.Version}: {faults} of {changes.Count} changes cannot go live.");
            });
    }

    static object Text(TopologyModel topology) => new { topology.File, topology.Version, hash = topology.ContentHash };
}
