using System.Text;
using Streaming.Topology.Model;

namespace Streaming.Topology.Plan.Drawing;

/// <summary>A compiled plan for people: the stages in flow order, what they read, run, compute and write.</summary>
public static class PlanDrawing
{
    const int Width = 100;

    /// <summary>Boxes of text, one a stage.</summary>
    public static string Text(PipelinePlan plan)
    {
        var text = new StringBuilder();
        text.Append($"{plan.Topology.Name}, version {plan.Topology.Version}\n");
        foreach (var stage in plan.Stages)
        {
            text.Append('\n');
            Box(plan.Topology, stage, text);
        }

        return text.ToString();
    }

    /// <summary>A Mermaid flowchart: topics, and the actors of each stage.</summary>
    public static string Mermaid(PipelinePlan plan) => MermaidDrawing.Write(plan);

    static void Box(TopologyModel topology, StagePlan stage, StringBuilder text)
    {
        var head = stage.Key is { } key ? $"{stage.Name} (partitioned by {key})" : stage.Name;
        text.Append($"┌─ {head} ").Append('─', Math.Max(3, Width - head.Length - 3)).Append('\n');
        foreach (var input in stage.AllInputs)
            Row(text, "reads", Input(input));
        Row(text, "actors", string.Join(" → ", StageActors.Of(stage)));
        if (stage.Features.Count > 0)
            Row(text, "features", string.Join(", ", stage.Features.Select(f => f.Name)));
        if (stage.Final)
            Row(text, "scores", Score(topology.Score));
        foreach (var channel in stage.Channels)
            Row(text, "writes", $"{channel.Topic}.*  ({Word(channel.Content)} by {channel.Key}, to {channel.To})");
        if (stage.Final)
            Row(text, "writes", $"{topology.Output.Predictions}  (predictions)");
        if (StageActors.Rejects(stage))
            Row(text, "writes", $"{topology.Output.Quarantine}  (rejected records)");
        Row(text, "commits", $"{stage.EmittedTopic}  (group {stage.Group})");
        text.Append('└').Append('─', Width).Append('\n');
    }

    static string Input(InputPlan input) =>
        input.Kind == InputKind.Channel
            ? $"{input.Topic}.*  ({Word(input.Content)}, from {input.From})"
            : $"{input.Topic}  ({input.Kind switch { InputKind.Source => "source", InputKind.Labels => "labels", _ => "commands" }})";

    static string Score(ScoreModel score)
    {
        var by = (score.Model, score.Rule) switch
        {
            (null, _) => "by rule",
            ({ } model, null) => $"by model {model}",
            ({ } model, _) => $"by model {model}, by rule until it has a version",
        };
        return $"{by}; decides {string.Join(", ", score.Decisions.Select(d => d.Name))}";
    }

    static string Word(RowContent content) => content == RowContent.Events ? "events" : "labels";

    /// <summary>A labelled row, wrapped between words.</summary>
    static void Row(StringBuilder text, string label, string content)
    {
        var column = 0;
        foreach (var word in content.Split(' '))
        {
            if (column == 0 || column + word.Length > Width - 12)
            {
                if (column > 0)
                    text.Append('\n');
                text.Append($"│ {(column == 0 ? label : ""), -9} ");
                column = 1;
            }
            else
            {
                text.Append(' ');
            }

            text.Append(word);
            column += word.Length + 1;
        }

        text.Append('\n');
    }
}
