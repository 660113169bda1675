using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Streaming.Topology.Faults;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Shapes;

/// <summary>A short form (one value) or a long form (keys) of the same thing.</summary>
sealed class EitherShape<TShort, T>(Shape<TShort> brief, Func<Located<TShort>, T> widen, Shape<T> full) : Shape<T>
{
    public override string Kind => $"{brief.Kind} or {full.Kind}";

    public override IEnumerable<Shape> Parts => [brief, full];

    public override JsonObject Schema() => new() { ["anyOf"] = new JsonArray(brief.Schema(), full.Schema()) };

    public override bool TryRead(Place place, FaultLog log, [MaybeNullWhen(false)] out T value)
    {
        if (place.Node is YamlMapping)
            return full.TryRead(place, log, out value);
        value = default;
        if (brief.Read(place, log) is not { } found)
            return false;
        value = widen(found);
        return true;
    }
}
