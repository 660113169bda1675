using System.Globalization;
using Streaming.Topology.Model;
using YamlDotNet.RepresentationModel;

namespace Streaming.Topology;

/// <summary>
/// The names under which a topology meets the outside. To run it under others, its text is changed and read again, so that
/// what lineage keeps of it still says the whole of it.
/// </summary>
/// <param name="Topology">Name of the topology.</param>
/// <param name="Source">Topic events come from.</param>
/// <param name="Labels">Topic labels come from; without effect on a topology that has none.</param>
/// <param name="Predictions">Topic for scored events.</param>
/// <param name="Quarantine">Topic for rejected records.</param>
public sealed record TopologyNames(string Topology, string Source, string? Labels, string Predictions, string Quarantine)
{
    /// <summary>Name in the model registry; null leaves it as it is.</summary>
    public string? Model { get; init; }

    /// <summary>The same topology under these names.</summary>
    public TopologyModel Of(TopologyModel topology)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(topology.Text.TrimStart('\uFEFF')));
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        Set(root, "topology", Topology);
        Set(Section(root, "source"), "topic", Source);
        if (topology.Labels is not null && Labels is not null)
            Set(Section(root, "labels"), "topic", Labels);
        Set(Section(root, "output"), "predictions", Predictions);
        Set(Section(root, "output"), "quarantine", Quarantine);
        if (Model is not null)
            Set(Section(root, "score"), "model", Model);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        yaml.Save(text, assignAnchors: false);
        // How it learns is no part of the text.
        return TopologyLoader.Parse(text.ToString(), topology.File, topology.Folder) with { Learning = topology.Learning };
    }

    static YamlMappingNode Section(YamlMappingNode root, string name)
    {
        if (root.Children.TryGetValue(name, out var section) && section is YamlMappingNode keys)
            return keys;
        var added = new YamlMappingNode();
        root.Children[name] = added;
        return added;
    }

    static void Set(YamlMappingNode keys, string name, string value) => keys.Children[name] = new YamlScalarNode(value);
}
