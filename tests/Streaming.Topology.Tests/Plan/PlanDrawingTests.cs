using Streaming.Topology.Plan;
using Streaming.Topology.Plan.Drawing;

namespace Streaming.Topology.Tests.Plan;

public sealed class PlanDrawingTests
{
    static readonly PipelinePlan Plan = PlanCompiler.Compile(TopologyLoader.Load(RepositoryFiles.Topology("card-fraud")));

    [Fact]
    public void Text_shows_stages_topics_actors_and_features()
    {
        var text = PlanDrawing.Text(Plan);

        foreach (var stage in Plan.Stages)
            text.ShouldContain($"┌─ {stage.Name}");
        foreach (var feature in Plan.Topology.Features)
            text.ShouldContain(feature.Name);
        text.ShouldContain("ValidationActor → FeatureActor → AuditActor");
        text.ShouldContain("FeatureActor → InferenceActor → AuditActor");
        text.ShouldContain("card-fraud.by-TERMINAL_ID.events.*  (events by TERMINAL_ID, to by-TERMINAL_ID)");
        text.Split('\n').ShouldAllBe(l => l.Length <= 101);
    }

    [Fact]
    public void Mermaid_joins_topics_and_actors()
    {
        var text = PlanDrawing.Mermaid(Plan);

        text.ShouldStartWith("flowchart LR\n");
        text.ShouldContain("[(\"transactions\")]");
        text.Split("subgraph").Length.ShouldBe(Plan.Stages.Count + 1);
        text.Split("\n  end\n").Length.ShouldBe(Plan.Stages.Count + 1);
    }
}
