using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Streaming.Events.CloudEvents;

/// <summary>Puts fields into the envelope of a CloudEvent. Its id is the event's, its source says that we wrote it, its type is the
/// topic; fields named after attributes (<see cref="Attribute.FieldPrefix"/>) take their place.</summary>
/// <param name="topic">Topic of the record.</param>
/// <param name="idField">The field that identifies the event.</param>
sealed class CloudEventWriter(string topic, string idField)
{
    const string Source = "/streaming";
    const string UnknownId = "unknown";

    /// <summary>A record's value.</summary>
    /// <param name="fields">A JSON object; what is none is put in as it is, and reads as badly as it would alone.</param>
    public byte[] Write(byte[] fields)
    {
        var buffer = new ArrayBufferWriter<byte>(fields.Length + 200);
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
        using var json = new Utf8JsonWriter(buffer, options);
        json.WriteStartObject();
        json.WriteString("specversion", Attribute.Version);
        json.WriteString("datacontenttype", "application/json");
        if (TryParse(fields) is { } document)
        {
            using (document)
                WriteObject(json, document.RootElement);
        }
        else
        {
            WriteAbout(json, new Dictionary<string, JsonElement>(), UnknownId);
            json.WritePropertyName("data");
            json.WriteRawValue(fields, skipInputValidation: true);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    static JsonDocument? TryParse(byte[] fields)
    {
        try
        {
            var document = JsonDocument.Parse(fields);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Broken on purpose, to see that a pipeline survives it.
        }

        return null;
    }

    void WriteObject(Utf8JsonWriter json, JsonElement fields)
    {
        var attributes = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var id = UnknownId;
        foreach (var field in fields.EnumerateObject())
        {
            if (Attribute.OfField(field.Name) is { } attribute)
                attributes[attribute] = field.Value;
            if (field.Name == idField && field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                id = field.Value.ToString();
        }

        WriteAbout(json, attributes, id);
        json.WriteStartObject("data");
        foreach (var field in fields.EnumerateObject())
        {
            if (Attribute.OfField(field.Name) is null)
                field.WriteTo(json);
        }

        json.WriteEndObject();
    }

    void WriteAbout(Utf8JsonWriter json, Dictionary<string, JsonElement> attributes, string id)
    {
        foreach (var (name, otherwise) in new[] { ("id", id), ("source", Source), ("type", topic) })
        {
            if (!attributes.ContainsKey(name))
                json.WriteString(name, otherwise);
        }

        foreach (var (name, value) in attributes)
        {
            if (name is "specversion" or "datacontenttype")
                continue;
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
