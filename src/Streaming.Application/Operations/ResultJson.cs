using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Application.Operations;

/// <summary>How results look as JSON: snake_case names, enum names in words, non-ASCII text readable.</summary>
public static class ResultJson
{
    /// <summary>For logs and pipes.</summary>
    public static JsonSerializerOptions OneLine { get; } = Create(indented: false);

    /// <summary>For people.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    static JsonSerializerOptions Create(bool indented) =>
        new()
        {
            WriteIndented = indented,
            NewLine = "\n",
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        };
}
