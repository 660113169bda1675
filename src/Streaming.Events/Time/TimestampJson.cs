using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Events.Time;

/// <summary>In JSON a time is the number of its microseconds: so are all that are stored, signed and printed.</summary>
public sealed class TimestampJson : JsonConverter<Timestamp>
{
    /// <inheritdoc/>
    public override Timestamp Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Timestamp value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.Micros);
}
