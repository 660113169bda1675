using Streaming.Topology.Yaml;

namespace Streaming.Topology.Faults;

/// <summary>A node of the file and the keys that lead to it.</summary>
sealed record Place(YamlNode Node, string Path, string Name)
{
    public static Place Root(YamlNode node) => new(node, "", "");

    public Place Child(string name, YamlNode node) => new(node, Path.Length == 0 ? name : $"{Path}.{name}", name);
}

/// <summary>A value and where it was written.</summary>
readonly record struct Located<T>(T Value, Place Place);
