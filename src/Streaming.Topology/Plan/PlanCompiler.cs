using Streaming.Topology.Model;

namespace Streaming.Topology.Plan;

/// <summary>
/// Cuts a topology into stages. Rows that a window looks at together must lie in one partition, so each key by which
/// windows aggregate gets a stage: the source key first, then the others in the order of their first use.
/// </summary>
public static class PlanCompiler
{
    /// <summary>Cuts a topology into stages.</summary>
    /// <exception cref="StreamingException">It cannot be cut.</exception>
    public static PipelinePlan Compile(TopologyModel topology)
    {
        var keys = Keys(topology);
        var names = StageNames.For(keys);
        var shuffled = topology.Source.Partitioner == PartitionerKind.Any;
        var placed = FeaturePlacement.Place(topology.Features, keys);
        var stages = new List<StagePlan>();
        if (topology.Labels is { } labels)
            stages.Add(Labels(topology, labels, keys, names, placed));
        if (shuffled)
            stages.Add(Ingest(topology, names[0]));
        for (var i = 0; i < keys.Count; i++)
        {
            var last = i == keys.Count - 1;
            var from =
                i > 0 ? names[i - 1]
                : shuffled ? StageNames.Ingest
                : null;
            stages.Add(
                Stage(topology, names[i]) with
                {
                    Key = keys[i],
                    Inputs = Inputs(topology, names[i], from, placed[i]),
                    Features = placed[i],
                    Carried = [.. placed.Take(i).SelectMany(f => f)],
                    Channels = last ? [] : [Channel(topology, RowContent.Events, keys[i + 1], names[i + 1], topology.Source.Fields)],
                    Control = last ? new InputPlan(InputKind.Control, RowContent.Commands, $"{topology.Name}.control", null) : null,
                    Final = last,
                    DuplicatesWithin = i == 0 ? topology.Validation.DuplicatesWithin : null,
                }
            );
        }

        return new PipelinePlan(topology, stages);
    }

    static List<string> Keys(TopologyModel topology) =>
        [.. topology.Features.OfType<WindowFeature>().Select(w => w.Key).Prepend(topology.Source.Key).Distinct(StringComparer.Ordinal)];

    static StagePlan Stage(TopologyModel topology, string name) =>
        new()
        {
            Name = name,
            Inputs = [],
            Features = [],
            Carried = [],
            Channels = [],
            Group = $"{topology.Name}.{name}",
            EmittedTopic = $"{topology.Name}.{name}.emitted",
        };

    static StagePlan Labels(
        TopologyModel topology,
        LabelsModel labels,
        List<string> keys,
        IReadOnlyList<string> names,
        IReadOnlyList<IReadOnlyList<FeatureModel>> placed
    ) =>
        Stage(topology, StageNames.Labels) with
        {
            Inputs = [new InputPlan(InputKind.Labels, RowContent.Labels, labels.Topic, null)],
            DuplicatesWithin = labels is { Conflicts: null, Withdrawn: null } ? topology.Validation.DuplicatesWithin : null,
            Channels =
            [
                .. Enumerable
                    .Range(0, keys.Count)
                    .Where(i => NeedsLabels(placed[i]))
                    .Select(i => Channel(topology, RowContent.Labels, keys[i], names[i], labels.Fields)),
            ],
        };

    /// <summary>Where nothing is known of the source's partitioning, rows are only validated and then spread by key.</summary>
    static StagePlan Ingest(TopologyModel topology, string to) =>
        Stage(topology, StageNames.Ingest) with
        {
            Inputs = [new InputPlan(InputKind.Source, RowContent.Events, topology.Source.Topic, null)],
            Channels = [Channel(topology, RowContent.Events, topology.Source.Key, to, topology.Source.Fields)],
        };

    static List<InputPlan> Inputs(TopologyModel topology, string stage, string? from, IReadOnlyList<FeatureModel> features)
    {
        var inputs = new List<InputPlan>
        {
            from is null
                ? new InputPlan(InputKind.Source, RowContent.Events, topology.Source.Topic, null)
                : new InputPlan(InputKind.Channel, RowContent.Events, ChannelTopic(topology, stage, RowContent.Events), from),
        };
        if (NeedsLabels(features))
        {
            inputs.Add(
                new InputPlan(InputKind.Channel, RowContent.Labels, ChannelTopic(topology, stage, RowContent.Labels), StageNames.Labels)
            );
        }

        return inputs;
    }

    static bool NeedsLabels(IReadOnlyList<FeatureModel> features) =>
        features.OfType<WindowFeature>().Any(w => w.Input == WindowInput.Labels);

    static ChannelPlan Channel(TopologyModel topology, RowContent content, string key, string to, IReadOnlyList<FieldModel> fields) =>
        new(ChannelTopic(topology, to, content), key, to, content, fields);

    static string ChannelTopic(TopologyModel topology, string to, RowContent content) =>
        $"{topology.Name}.{to}.{(content == RowContent.Events ? "events" : "labels")}";
}
