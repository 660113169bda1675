using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Streaming.Topology.Faults;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Shapes;

/// <summary>A list of values of one shape.</summary>
sealed class ListShape<T>(Shape<T> item, int min = 1, int max = 1000) : Shape<IReadOnlyList<Located<T>>>
{
    public override string Kind => $"a list, each {item.Kind}";

    public override IEnumerable<Shape> Parts => [item];

    public override JsonObject Schema() =>
        new()
        {
            ["type"] = "array",
            ["items"] = item.Schema(),
            ["minItems"] = min,
            ["maxItems"] = max,
        };

    public override bool TryRead(Place place, FaultLog log, [MaybeNullWhen(false)] out IReadOnlyList<Located<T>> value)
    {
        value = null;
        if (place.Node is not YamlSequence sequence)
        {
            log.Report(place, $"a list is wanted here, not {place.Node.Kind}", "Write values in brackets: [a, b].");
            return false;
        }

        if (sequence.Items.Count < min || sequence.Items.Count > max)
        {
            log.Report(place, $"the list has {sequence.Items.Count} values", min == max ? $"Write {min}." : $"Write {min} to {max}.");
            return false;
        }

        value = [.. sequence.Items.Select((node, i) => item.Read(place.Child($"{i}", node), log)).OfType<Located<T>>()];
        return value.Count == sequence.Items.Count;
    }
}
