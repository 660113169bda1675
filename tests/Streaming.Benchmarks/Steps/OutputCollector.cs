using Streaming.Pipeline.Stages;
using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Steps;

/// <summary>Keeps what the stages recorded and emitted, in order.</summary>
sealed class OutputCollector : IStageObserver
{
    public List<(StagePlan Stage, StageStep Step)> Outputs { get; } = [];

    public void Recorded(StagePlan stage, StageStep step) => Outputs.Add((stage, step));
}
