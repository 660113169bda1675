using Streaming.Topology.Faults;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Evolution;

/// <summary>Where the keys of a text stand that is known to be right.</summary>
sealed class TopologyPlaces(string text)
{
    readonly YamlNode? _root = YamlReader.Read(text.TrimStart('\uFEFF'), new FaultLog(""));

    /// <returns>Line and column of the last of these keys that is there; of the text's beginning where none is.</returns>
    public (int Line, int Column) Find(IReadOnlyList<string> path)
    {
        var node = _root;
        var place = (1, 1);
        foreach (var name in path)
        {
            if (node is not YamlMapping mapping || Entry(mapping, name) is not { } entry)
                break;
            place = (entry.Key.Line, entry.Key.Column);
            node = entry.Value;
        }

        return place;
    }

    static YamlEntry? Entry(YamlMapping mapping, string name) =>
        mapping.Entries.FirstOrDefault(e => e.Key.Text == name)
        ?? mapping.Entries.FirstOrDefault(e => e.Key.Text.Contains('{', StringComparison.Ordinal) && Makes(e.Key.Text, name));

    /// <summary>Whether a feature's template can have made the name: what stands between its variables stands in the name, in this
    /// order.</summary>
    static bool Makes(string template, string name)
    {
        var texts = template.Split('{', '}').Where((_, i) => i % 2 == 0).ToArray();
        var at = 0;
        foreach (var text in texts)
        {
            var found = name.IndexOf(text, at, StringComparison.Ordinal);
            if (found < 0)
                return false;
            at = found + text.Length;
        }

        return name.StartsWith(texts[0], StringComparison.Ordinal) && name.EndsWith(texts[^1], StringComparison.Ordinal);
    }
}
