using Streaming.Topology.Config;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;

namespace Streaming.Topology.Binding;

static class LabelsBinder
{
    public static LabelsModel Bind(Located<LabelsConfig> located, SourceModel? source, FaultLog log)
    {
        var config = located.Value;
        var fields = Fields(config, source);
        var id = FieldReference.Find(config.Id, fields, FieldReference.KeyTypes, "the id", log);
        var sourceId = source?.Fields.FirstOrDefault(f => f.Name == source.Id);
        if (id is not null && sourceId is not null && id.Type != sourceId.Type)
        {
            log.Report(
                config.Id!.Value.Place,
                $"the label's id '{id.Name}' is a {id.Type.ToString().ToLowerInvariant()} and the event's id '{sourceId.Name}' a "
                    + $"{sourceId.Type.ToString().ToLowerInvariant()}",
                "Declare both with one type."
            );
        }

        FieldReference.Find(config.Time, fields, [FieldType.Timestamp], "the event time", log);
        FieldReference.Find(config.Known, fields, [FieldType.Timestamp], "the time of knowledge", log);
        FieldReference.Find(config.Withdrawn, fields, [FieldType.Bool], "what takes labels back", log, optional: true);
        return new LabelsModel
        {
            Topic = config.Topic?.Value ?? "",
            Format = config.Format,
            Id = config.Id?.Value ?? "",
            Time = config.Time?.Value ?? "",
            Known = config.Known?.Value ?? "",
            Fields = fields,
            Target = Target(located, fields, log),
            Delay = config.Delay,
            Conflicts = config.Conflicts,
            Withdrawn = config.Withdrawn?.Value,
            Within = config.Within,
            MaxBytes = config.MaxBytes,
        };
    }

    /// <summary>What is declared, after the id, time and known fields that go without saying.</summary>
    static List<FieldModel> Fields(LabelsConfig config, SourceModel? source)
    {
        var declared = config.Fields.Select(f => f.Value.Value).ToList();
        var implied = new List<FieldModel>();
        foreach (var name in new[] { config.Id, config.Time }.OfType<Located<string>>().Select(n => n.Value))
        {
            if (source?.Fields.FirstOrDefault(f => f.Name == name) is { } field)
                implied.Add(field);
        }

        if (config.Known is { } known)
            implied.Add(new FieldModel(known.Value, FieldType.Timestamp));
        return [.. implied.Where(f => declared.All(d => d.Name != f.Name)).DistinctBy(f => f.Name), .. declared];
    }

    static string Target(Located<LabelsConfig> config, List<FieldModel> fields, FaultLog log)
    {
        if (config.Value.Target is { } target)
        {
            FieldReference.Find(target, fields, [FieldType.Bool], "the target", log);
            return target.Value;
        }

        var withdrawn = config.Value.Withdrawn?.Value;
        var truths = fields.Where(f => f is { Type: FieldType.Bool, Optional: false } && f.Name != withdrawn).ToList();
        if (truths.Count == 1)
            return truths[0].Name;
        log.Report(
            config.Place,
            truths.Count == 0 ? "the labels have no bool field that says the truth" : "the labels have several bool fields",
            truths.Count == 0
                ? "Declare one under `fields:`, such as `CONFIRMED: bool`."
                : $"Say which is the truth: `target: {truths[0].Name}`."
        );
        return "";
    }
}
