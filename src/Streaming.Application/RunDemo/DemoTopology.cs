using Streaming.Simulation;
using Streaming.Simulation.Model;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.Application.RunDemo;

/// <summary>A topology that a demo can show.</summary>
/// <param name="Plan">What runs.</param>
/// <param name="Settings">What its events are made by.</param>
sealed record DemoTopology(PipelinePlan Plan, SimulatorModel Settings)
{
    /// <param name="word">A name from ./topology, or a path.</param>
    /// <exception cref="StreamingException">It has no simulator, or nothing to learn from.</exception>
    public static DemoTopology Load(string word)
    {
        var plan = PlanCompiler.Compile(TopologyLoader.Load(word));
        var settings = SimulatorLoader.Load(plan.Topology);
        if (plan.Topology.Score.Model is null || plan.Topology.Score.Rule is null || plan.Topology.Labels is null)
        {
            throw new StreamingException(
                $"{plan.Topology.Name} cannot be shown in the demo: it takes labels, a rule and a model (score.rule and score.model in "
                    + "the topology file)."
            );
        }

        return new DemoTopology(plan, settings);
    }
}
