using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Streaming.Events.Rows;

namespace Streaming.Publishing.Live;

/// <summary>
/// Takes a CloudEvent 1.0 apart (JSON Event Format 1.0.2): its attributes become fields whose names begin with <c>ce_</c>, beside the
/// members of its data, as a topology declares them and as <see cref="RecordJudge"/> takes them.
/// </summary>
public static class CloudEventFields
{
    const string Prefix = "ce_";

    static readonly string[] Required = ["specversion", "id", "source", "type"];

    static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Of an event in structured mode.</summary>
    /// <param name="text">Its JSON, perhaps.</param>
    /// <param name="refusal">Why it is no CloudEvent with fields.</param>
    /// <returns>A JSON object; null: it is refused.</returns>
    public static byte[]? OfStructured(ReadOnlyMemory<byte> text, out RecordRefusal? refusal)
    {
        try
        {
            using var envelope = JsonDocument.Parse(text, Options);
            if (envelope.RootElement.ValueKind != JsonValueKind.Object)
                return Refuse(ReasonCode.NotAnObject, null, "The record is JSON and no object, which a CloudEvent is.", out refusal);
            var attributes = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            JsonElement? data = null;
            foreach (var member in envelope.RootElement.EnumerateObject())
            {
                if (member.Name == "data")
                    data = member.Value;
                else
                    attributes[member.Name] = member.Value;
            }

            return Of(attributes, data, out refusal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Refuse(ReasonCode.MalformedJson, null, "The record is no JSON, or has a member twice.", out refusal);
        }
    }

    /// <summary>Of an event in binary mode.</summary>
    /// <param name="attributes">Texts by name.</param>
    /// <param name="data">The body: JSON, perhaps.</param>
    /// <param name="refusal">Why it is no CloudEvent with fields.</param>
    /// <returns>A JSON object; null: it is refused.</returns>
    public static byte[]? OfBinary(IReadOnlyDictionary<string, string> attributes, ReadOnlyMemory<byte> data, out RecordRefusal? refusal)
    {
        try
        {
            using var body = JsonDocument.Parse(data, Options);
            var values = attributes.ToDictionary(a => a.Key, a => JsonSerializer.SerializeToElement(a.Value), StringComparer.Ordinal);
            return Of(values, body.RootElement, out refusal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Refuse(ReasonCode.MalformedJson, null, "The body is no JSON, or has a member twice.", out refusal);
        }
    }

    static byte[]? Of(Dictionary<string, JsonElement> attributes, JsonElement? data, out RecordRefusal? refusal)
    {
        foreach (var name in Required)
        {
            if (!attributes.TryGetValue(name, out var value))
                return Refuse(ReasonCode.MissingField, name, $"The record is no CloudEvent: it has no {name}.", out refusal);
            if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 })
                return Refuse(ReasonCode.WrongType, name, $"The CloudEvent's {name} is not a text, or empty.", out refusal);
        }

        if (attributes["specversion"].GetString() != "1.0")
            return Refuse(ReasonCode.NotAllowed, "specversion", "The CloudEvent's specversion is not 1.0, which is read.", out refusal);
        if (attributes.ContainsKey("data_base64"))
            return Refuse(ReasonCode.WrongType, "data_base64", "The CloudEvent's data is binary; an object of JSON is taken.", out refusal);
        if (data is { ValueKind: not JsonValueKind.Object })
            return Refuse(ReasonCode.NotAnObject, "data", "The CloudEvent's data is not an object of JSON with fields.", out refusal);
        var fields = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(fields, Plain);
        json.WriteStartObject();
        foreach (var (name, value) in attributes)
        {
            json.WritePropertyName(Prefix + name);
            value.WriteTo(json);
        }

        foreach (var member in data?.EnumerateObject() ?? default)
            member.WriteTo(json);
        json.WriteEndObject();
        json.Flush();
        refusal = null;
        return fields.WrittenSpan.ToArray();
    }

    static byte[]? Refuse(ReasonCode code, string? field, string detail, out RecordRefusal? refusal)
    {
        refusal = new RecordRefusal(ReasonCodes.Name(code), field, detail);
        return null;
    }
}
