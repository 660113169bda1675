using Streaming.Topology.Config;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Binding;

/// <summary>Whether what people decide can be a label: all that a label must have is known of the event.</summary>
static class OversightBinder
{
    public static OversightModel Bind(OversightConfig config, SourceModel source, LabelsModel? labels, ScoreModel? score, FaultLog log) =>
        new()
        {
            Purpose = config.Purpose,
            AnswerWithin = config.AnswerWithin,
            FourEyes = config.FourEyes,
            Labels = config.Labels is { } named ? Labels(named, config.LabelKind, source, labels, score, log) : null,
        };

    static OverrideLabels? Labels(
        Located<IReadOnlyList<Named<bool>>> named,
        Located<string>? kind,
        SourceModel source,
        LabelsModel? labels,
        ScoreModel? score,
        FaultLog log
    )
    {
        if (labels is null)
        {
            log.Report(named.Place, "there are no labels that a decision could be one of", "Declare `labels:`, or leave this out.");
            return null;
        }

        var decisions = score?.Decisions.Select(d => d.Name).ToList() ?? [];
        foreach (var (name, _) in named.Value.Where(n => score is not null && !decisions.Contains(n.Name.Value, StringComparer.Ordinal)))
            log.Report(name.Place, $"there is no decision '{name.Value}'", Suggestion.For(name.Value, decisions));
        FieldReference.Find(kind, labels.Fields, [FieldType.String], "what says where a label comes from", log, optional: true);
        string?[] given = [labels.Id, labels.Time, labels.Known, labels.Target, labels.Withdrawn, kind?.Value];
        foreach (var field in labels.Fields.Where(f => !f.Optional && !given.Contains(f.Name, StringComparer.Ordinal)))
        {
            if (!source.Fields.Any(f => f.Name == field.Name && f.Type == field.Type && !f.Optional))
            {
                log.Report(
                    named.Place,
                    $"a label must have '{field.Name}', which is not known of an event",
                    "Declare it `optional: true` there, or as a required field of the same type in the source."
                );
            }
        }

        return new OverrideLabels(named.Value.ToDictionary(n => n.Name.Value, n => n.Value.Value, StringComparer.Ordinal), kind?.Value);
    }
}
