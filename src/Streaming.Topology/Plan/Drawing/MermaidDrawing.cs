using System.Text;
using Streaming.Topology.Model;

namespace Streaming.Topology.Plan.Drawing;

static class MermaidDrawing
{
    public static string Write(PipelinePlan plan)
    {
        var text = new StringBuilder("flowchart LR\n");
        var topics = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < plan.Stages.Count; i++)
            Stage(plan.Topology, plan.Stages[i], $"s{i}", topics, text);
        foreach (var (topic, id) in topics)
            text.Append($"  {id}[(\"{topic}\")]\n");
        return text.ToString();
    }

    static void Stage(TopologyModel topology, StagePlan stage, string id, Dictionary<string, string> topics, StringBuilder text)
    {
        var actors = StageActors.Of(stage).ToList();
        text.Append($"  subgraph {id}[\"{Quote(stage.Key is { } key ? $"{stage.Name}, by {key}" : stage.Name)}\"]\n");
        text.Append("    direction TB\n    ");
        text.AppendJoin(
            " --> ",
            actors.Select((a, i) => $"{id}a{i}[\"{a}{(a == "FeatureActor" ? $"<br/>{stage.Features.Count} features" : "")}\"]")
        );
        text.Append("\n  end\n");
        foreach (var input in stage.Inputs)
            text.Append($"  {Topic(input.Kind == InputKind.Channel ? input.Topic + ".*" : input.Topic)} --> {id}a0\n");
        foreach (var output in Outputs(topology, stage))
            text.Append($"  {id}a{actors.Count - 1} --> {Topic(output)}\n");

        string Topic(string name)
        {
            if (!topics.TryGetValue(name, out var topic))
                topics[name] = topic = $"t{topics.Count}";
            return topic;
        }
    }

    static IEnumerable<string> Outputs(TopologyModel topology, StagePlan stage)
    {
        foreach (var channel in stage.Channels)
            yield return channel.Topic + ".*";
        if (stage.Final)
            yield return topology.Output.Predictions;
        if (StageActors.Rejects(stage))
            yield return topology.Output.Quarantine;
    }

    static string Quote(string text) => text.Replace("\"", "#quot;", StringComparison.Ordinal);
}
