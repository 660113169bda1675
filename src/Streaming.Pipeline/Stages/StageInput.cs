using Streaming.Pipeline.Consuming;
using Streaming.Topology.Plan;
using Streaming.Validation;

namespace Streaming.Pipeline.Stages;

/// <summary>One input of a stage partition: where it comes from, what validates it (outside topics), how full it is.</summary>
sealed record StageInput(int Id, InputPlan Plan, string Topic, InputGauge Gauge, Validator? Validator)
{
    /// <summary>Partition of the upstream stage that writes it, for a channel.</summary>
    public int Upstream { get; init; }

    /// <summary>Looks at the first event times, where they come from outside.</summary>
    public EpochWatch? Epoch { get; init; }
}
