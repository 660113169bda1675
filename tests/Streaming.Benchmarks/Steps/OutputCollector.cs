using Streaming.Topology.Plan;

namespace Streaming.Benchmarks.Steps;

/// <summary>Keeps what the stages recorded and emitted, in order.</summary>
internal sealed class OutputCollector : IStageObserver
{
    public List<(StagePlan Stage, StageOutput Output)> Outputs { get; } = [];

    public void Recorded(StagePlan stage, StageOutput output) => Outputs.Add((stage, output));
}
