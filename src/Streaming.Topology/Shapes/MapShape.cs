using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Streaming.Topology.Faults;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Shapes;

/// <summary>A set of declared keys.</summary>
abstract class MapShape<T> : Shape<T>, IKeyed
{
    /// <summary>Unknown keys reported of one place.</summary>
    const int MostUnknown = 20;

    public abstract string Title { get; }

    public abstract IReadOnlyList<Key> Keys { get; }

    public override string Kind => "keys";

    public override IEnumerable<Shape> Parts => Keys.Select(k => k.Shape);

    /// <summary>Makes the value from the keys; faults in them are in the log already.</summary>
    protected abstract T Build(MapReader keys);

    public override bool TryRead(Place place, FaultLog log, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (place.Node is not YamlMapping mapping)
        {
            log.Report(
                place,
                $"keys are wanted here, not {place.Node.Kind}",
                $"Write keys such as {string.Join(", ", Keys.Take(4).Select(k => k.Name))}."
            );
            return false;
        }

        var known = Keys.Select(k => k.Name).ToArray();
        foreach (var entry in mapping.Entries.Where(e => !known.Contains(e.Key.Text, StringComparer.Ordinal)).Take(MostUnknown))
        {
            log.Report(
                place.Child(entry.Key.Text, entry.Key),
                $"'{entry.Key.Text}' is not a key here",
                Suggestion.For(entry.Key.Text, known)
            );
        }

        foreach (var key in Keys.Where(k => k.IsRequired && mapping.Entries.All(e => e.Key.Text != k.Name)))
            log.Report(place, $"the key '{key.Name}' is missing", $"Add `{key.Name}:` ({key.Doc})");
        value = Build(new MapReader(place, mapping, log));
        return true;
    }

    public override JsonObject Schema()
    {
        var properties = new JsonObject();
        foreach (var key in Keys)
        {
            var schema = key.Shape.Schema();
            schema["description"] = key.Default is null ? key.Doc : $"{key.Doc} Default: {key.Default}.";
            properties[key.Name] = schema;
        }

        var result = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
        var required = Keys.Where(k => k.IsRequired).Select(k => (JsonNode)k.Name).ToArray();
        if (required.Length > 0)
            result["required"] = new JsonArray(required);
        return result;
    }
}

/// <summary>A shape with declared keys, for the reference.</summary>
interface IKeyed
{
    string Title { get; }

    IReadOnlyList<Key> Keys { get; }
}
