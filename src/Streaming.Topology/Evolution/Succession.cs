using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Topology.Evolution;

/// <summary>Two texts of one topology, of which the new one is to go on where the old one wrote lineage.</summary>
sealed record Succession(TopologyModel Old, TopologyModel New)
{
    public PipelinePlan OldPlan { get; } = PlanCompiler.Compile(Old);

    public PipelinePlan NewPlan { get; } = PlanCompiler.Compile(New);
}

/// <summary>One thing that the new text says otherwise.</summary>
/// <param name="Path">Keys that lead to it in the new text, as far as they are there.</param>
/// <param name="Message">What differs; no full stop.</param>
/// <param name="Cure">Null: it goes live with the next batch. Else it cannot, and this says what to do.</param>
sealed record Difference(IReadOnlyList<string> Path, string Message, string? Cure);
