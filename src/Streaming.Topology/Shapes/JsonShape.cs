using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using Streaming.Topology.Faults;
using Streaming.Topology.Yaml;

namespace Streaming.Topology.Shapes;

/// <summary>Any value, as the JSON it stands for: plain numbers, true, false and null are what they look like, everything else is
/// text.</summary>
sealed class JsonShape : Shape<JsonNode?>
{
    public override string Kind => "a value";

    public override JsonObject Schema() => [];

    public override bool TryRead(Place place, FaultLog log, out JsonNode? value)
    {
        value = ToJson(place.Node);
        return true;
    }

    internal static JsonNode? ToJson(YamlNode node) =>
        node switch
        {
            YamlMapping mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Text, ToJson(e.Value)))),
            YamlSequence sequence => new JsonArray([.. sequence.Items.Select(ToJson)]),
            YamlScalar { IsNull: true } => null,
            YamlScalar { Quoted: false, Text: "true" or "false" } scalar => JsonValue.Create(scalar.Text == "true"),
            YamlScalar { Quoted: false } scalar when TryNumber(scalar.Text, out var number) => number,
            YamlScalar scalar => JsonValue.Create(scalar.Text),
            _ => throw new InvalidOperationException($"{node.Kind} is no JSON"),
        };

    // As it is written, digit by digit: it is what a publisher would send.
    static bool TryNumber(string text, [NotNullWhen(true)] out JsonNode? number)
    {
        number = null;
        if (
            !double.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture,
                out _
            )
        )
        {
            return false;
        }

        try
        {
            number = JsonNode.Parse(text)!;
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            // Such as +1 or 007, which YAML knows and JSON does not.
            return false;
        }
    }
}
