using Streaming.Cli.Shell;
using Streaming.Topology.Faults;
using Streaming.Topology.Plan;

namespace Streaming.Cli.Commands.TopologyFiles;

internal static class CheckView
{
    public static void Good(Terminal terminal, PipelinePlan plan)
    {
        var topology = plan.Topology;
        terminal.Result(
            new { valid = true, topology = topology.Name, topology.Version, stages = plan.Stages.Select(s => s.Name), features = topology.Features.Count, faults = Array.Empty<TopologyFault>() },
            () => terminal.Line($"{topology.Name} version {topology.Version} is valid: {plan.Stages.Count} stages, {topology.Features.Count} features."));
    }

    public static void Faulty(Terminal terminal, TopologyException faults) =>
        terminal.Result(
            new { valid = false, file = faults.File, faults = faults.Faults },
            () => terminal.Line($"{faults.Message}\n{faults.Faults.Count} {(faults.Faults.Count == 1 ? "fault" : "faults")} in {faults.File}."));
}
