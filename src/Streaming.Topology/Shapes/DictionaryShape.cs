using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Streaming.Topology.Faults;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Shapes;

/// <summary>A value under a name the user chose.</summary>
readonly record struct Named<T>(Located<string> Name, Located<T> Value);

/// <summary>Names the user chooses, in order, each with a value of one shape.</summary>
/// <param name="name">What a name may be.</param>
/// <param name="value">What stands under it.</param>
/// <param name="max">Most entries, after expansion.</param>
/// <param name="namePattern">Pattern for editors where names are templates; null: the name's own.</param>
/// <param name="expand">Turns one written entry into several; null: none.</param>
sealed class DictionaryShape<T>(
    Shape<string> name,
    Shape<T> value,
    int max,
    string? namePattern = null,
    Func<Place, YamlEntry, FaultLog, IEnumerable<YamlEntry>>? expand = null
) : Shape<IReadOnlyList<Named<T>>>
{
    public override string Kind => $"names, each with {value.Kind}";

    public override IEnumerable<Shape> Parts => [value];

    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "object",
            ["propertyNames"] = namePattern is null ? name.Schema() : new JsonObject { ["pattern"] = namePattern },
            ["additionalProperties"] = value.Schema(),
            ["minProperties"] = 1,
        };

    public override bool TryRead(Place place, FaultLog log, [MaybeNullWhen(false)] out IReadOnlyList<Named<T>> value)
    {
        value = null;
        if (place.Node is not YamlMapping mapping)
        {
            log.Report(place, $"names with values are wanted here, not {place.Node.Kind}", "Write one `name: value` a line.");
            return false;
        }

        if (mapping.Entries.Count == 0)
        {
            log.Report(place, "there is nothing in it", "Write at least one `name: value`.");
            return false;
        }

        var entries = mapping.Entries.SelectMany(e => expand is null ? [e] : expand(place, e, log)).Take(max + 1).ToList();
        if (entries.Count > max)
        {
            log.Report(place, $"there are more than {max} entries", $"Keep it to {max}.");
            return false;
        }

        value = Read(place, entries, log);
        return true;
    }

    List<Named<T>> Read(Place place, List<YamlEntry> entries, FaultLog log)
    {
        var read = new List<Named<T>>(entries.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var key = name.Read(place.Child(entry.Key.Text, entry.Key), log);
            var content = value.Read(place.Child(entry.Key.Text, entry.Value), log);
            if (!names.Add(entry.Key.Text))
            {
                log.Report(
                    place.Child(entry.Key.Text, entry.Key),
                    $"the name '{entry.Key.Text}' appears twice",
                    "Rename one, or use every variable of `for:` in the name."
                );
            }
            else if (key is { } k && content is { } c)
            {
                read.Add(new Named<T>(k, c));
            }
        }

        return read;
    }
}
