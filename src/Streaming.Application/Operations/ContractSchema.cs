using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Streaming.Events.Time;

namespace Streaming.Application.Operations;

/// <summary>JSON schemas of what operations are asked and answer, as <see cref="ResultJson"/> writes it.</summary>
public static class ContractSchema
{
    static readonly JsonSerializerOptions Reflected = new(ResultJson.Indented) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    static readonly JsonSchemaExporterOptions Export = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, node) => Bounded(context, Told(context.TypeInfo, node)),
    };

    /// <summary>The schema of a type.</summary>
    /// <param name="type">A request or a result.</param>
    /// <param name="root">Where the schema will stand in its document, for references within it, as in <c>#/$defs/status.get</c>.</param>
    public static JsonNode Of(Type type, string root) => Rooted(Reflected.GetJsonSchemaAsNode(type, Export), root);

    /// <summary>A schema as text for people.</summary>
    public static string Write(JsonNode schema) => schema.ToJsonString(Reflected) + "\n";

    /// <summary>The exporter forgets that a number may be null where it may be NaN, and does not know what a time is written as.</summary>
    static JsonNode Told(JsonTypeInfo type, JsonNode node)
    {
        if (TimeOf(type.Type) is { } time)
            return new JsonObject { ["type"] = time };
        if (node is not JsonObject schema)
            return node;
        if (Nullable.GetUnderlyingType(type.Type) is not null && schema["anyOf"] is JsonArray choices)
            choices.Add(new JsonObject { ["type"] = "null" });
        // Of a member with a default it does not ask.
        foreach (var member in type.Properties)
        {
            var given = schema["properties"]?[member.Name] as JsonObject;
            if (given?.ContainsKey("type") == false && TimeOf(member.PropertyType) is { } told)
                given.Insert(0, "type", told);
        }

        return node;
    }

    static JsonNode? TimeOf(Type type) =>
        type == typeof(Timestamp) ? "integer"
        : type == typeof(Timestamp?) ? new JsonArray("integer", "null")
        : null;

    static JsonNode Bounded(JsonSchemaExporterContext context, JsonNode node)
    {
        if (
            node is JsonObject schema
            && context.PropertyInfo?.AttributeProvider is MemberInfo member
            && member.GetCustomAttribute<RangeAttribute>() is { } range
        )
        {
            schema["minimum"] = JsonSerializer.SerializeToNode(range.Minimum);
            schema["maximum"] = JsonSerializer.SerializeToNode(range.Maximum);
        }

        return node;
    }

    /// <summary>References count from the root of each schema; here each has a place of its own.</summary>
    static JsonNode Rooted(JsonNode node, string root)
    {
        foreach (var child in node is JsonObject members ? members.Select(m => m.Value) : node as JsonArray ?? [])
        {
            if (child is not null)
                Rooted(child, root);
        }

        if (node is JsonObject schema && schema["$ref"] is JsonValue reference)
            schema["$ref"] = reference.GetValue<string>().Replace("#", root, StringComparison.Ordinal);
        return node;
    }
}
