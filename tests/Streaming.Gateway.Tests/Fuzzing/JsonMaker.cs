using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>Texts that are nearly JSON of a schema: mostly right, so that what lies behind the first check is reached, too.</summary>
/// <param name="choices">Decide.</param>
/// <param name="known">Values that mean something, by the names of members.</param>
sealed class JsonMaker(Choices choices, IReadOnlyDictionary<string, string[]> known)
{
    const int Deepest = 4;

    public string Value(string name, JsonNode? schema, int depth = 0)
    {
        if (choices.OneIn(12))
            return choices.Of(HostileTexts.Values);
        if (depth > Deepest || schema is not JsonObject members)
            return choices.Of(HostileTexts.Values);
        if ((members["anyOf"] ?? members["oneOf"]) is JsonArray ways)
            return Value(name, choices.Of([.. ways]), depth + 1);
        if (members["enum"] is JsonArray one)
            return choices.Of([.. one])?.ToJsonString() ?? "null";
        return TypeOf(members) switch
        {
            "object" => Object(members, depth),
            "array" => $"[{string.Join(',', Enumerable.Range(0, choices.Below(4)).Select(_ => Value(name, members["items"], depth + 1)))}]",
            "integer" => Whole(members),
            "number" => choices.Of("1", "0.5", "0", "-2.25", "1e10", "1e-7"),
            "boolean" => choices.Of("true", "false"),
            "null" => "null",
            _ => JsonSerializer.Serialize(Text(name)),
        };
    }

    /// <summary>As it stands in a path, a query or a header.</summary>
    public string Plain(string name, JsonNode? schema)
    {
        if (choices.OneIn(8))
            return choices.Of(HostileTexts.Texts);
        if (schema?["enum"] is JsonArray one)
            return choices.Of([.. one])?.ToString() ?? "";
        return TypeOf(schema as JsonObject ?? []) switch
        {
            "integer" => Whole((JsonObject)schema!),
            "number" => choices.Of("1", "0.5", "-2.25"),
            "boolean" => choices.Of("true", "false"),
            _ => Text(name),
        };
    }

    string Text(string name)
    {
        if (choices.OneIn(6))
            return choices.Of(HostileTexts.Texts);
        return known.TryGetValue(name, out var values) ? choices.Of(values) : choices.Of("1", "a", "2018-06-11", "shop");
    }

    string Whole(JsonObject schema)
    {
        var least = schema["minimum"]?.ToString() ?? "1";
        return choices.Of("1", "2", "0", "-1", least, schema["maximum"]?.ToString() ?? "9223372036854775807");
    }

    string Object(JsonObject schema, int depth)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()).ToHashSet();
        var text = new StringBuilder("{");
        foreach (var (member, inner) in schema["properties"] as JsonObject ?? [])
        {
            if (required.Contains(member) ? !choices.OneIn(12) : choices.OneIn(3))
                Add(member, Value(member, inner, depth + 1));
            if (choices.OneIn(40))
                Add(member, Value(member, inner, depth + 1));
        }

        if (choices.OneIn(15))
            Add(choices.Of(HostileTexts.Texts), choices.Of(HostileTexts.Values));
        return text.Append('}').ToString();

        void Add(string member, string value) =>
            text.Append(text.Length == 1 ? "" : ",").Append(JsonSerializer.Serialize(member)).Append(':').Append(value);
    }

    string TypeOf(JsonObject schema) =>
        schema["type"] switch
        {
            JsonArray types => choices.Of([.. types])!.GetValue<string>(),
            JsonValue type => type.GetValue<string>(),
            _ => "string",
        };
}
