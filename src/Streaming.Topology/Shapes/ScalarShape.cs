using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Streaming.Topology.Faults;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Shapes;

delegate bool ScalarParser<T>(YamlScalar scalar, [MaybeNullWhen(false)] out T value);

/// <summary>A single value.</summary>
/// <param name="kind">Such as <c>a duration</c>.</param>
/// <param name="cure">How to write one, a sentence.</param>
/// <param name="schema">JSON Schema of it.</param>
/// <param name="parse">Reads the text.</param>
sealed class ScalarShape<T>(string kind, string cure, Func<JsonObject> schema, ScalarParser<T> parse) : Shape<T>
{
    public override string Kind => kind;

    public override JsonObject Schema() => schema();

    /// <summary>The same, where editors must also accept text with a <c>{variable}</c> in it.</summary>
    public ScalarShape<T> OrTemplate() =>
        new(
            kind,
            cure,
            () =>
                new JsonObject
                {
                    ["anyOf"] = new JsonArray(schema(), new JsonObject { ["type"] = "string", ["pattern"] = "\\{[A-Za-z]+\\}" }),
                },
            parse
        );

    public override bool TryRead(Place place, FaultLog log, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        if (place.Node is not YamlScalar scalar)
        {
            log.Report(place, $"{kind} is wanted here, not {place.Node.Kind}", cure);
            return false;
        }

        if (scalar.IsNull)
        {
            log.Report(place, "the value is missing", cure);
            return false;
        }

        if (parse(scalar, out value))
            return true;
        log.Report(place, $"'{Excerpt(scalar.Text)}' is not {kind}", cure);
        return false;
    }

    static string Excerpt(string text) => text.Length <= 60 ? text : string.Concat(text.AsSpan(0, 57), "...");
}
