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
        TransformSchemaNode = (context, node) => Bounded(context, Told(context.TypeInfo.Type, node)),
    };

    /// <summary>The schema of a type.</summary>
    /// <param name="type">A request or a result.</param>
    /// <param name="root">Where the schema will stand in its document, for references within it, as in <c>#/$defs/status.get</c>.</param>
    public static JsonNode Of(Type type, string root) => Rooted(Reflected.GetJsonSchemaAsNode(type, Export), root);

    /// <summary>A schema as text for people.</summary>
    public static string Write(JsonNode schema) => schema.ToJsonString(Reflected) + "\n";

    /// <summary>The exporter does not know what a time is written as, and forgets that a number may be null where it may be NaN.</summary>
    static JsonNode Told(Type type, JsonNode node)
    {
        if (type == typeof(Timestamp))
            return new JsonObject { ["type"] = "integer" };
        if (type == typeof(Timestamp?))
            return new JsonObject { ["type"] = new JsonArray("integer", "null") };
        if (Nullable.GetUnderlyingType(type) is not null && node is JsonObject schema && schema["anyOf"] is JsonArray choices)
            choices.Add(new JsonObject { ["type"] = "null" });
        return node;
    }

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
