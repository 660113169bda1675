using System.Text.Encodings.Web;
using System.Text.Json;

namespace Streaming.Lineage.Evidence;

/// <summary>How evidence and checkpoints are written: names in snake case, texts as they are, nothing left out that must be
/// there.</summary>
static class EvidenceJson
{
    /// <summary>One line: what is hashed and signed.</summary>
    public static readonly JsonSerializerOptions Line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>For files that people look into.</summary>
    public static readonly JsonSerializerOptions Indented = new(Line) { WriteIndented = true };

    /// <summary>Reads a value; null and everything else that is none is told as a <see cref="EvidenceException"/>.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, string what)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Line) ?? throw new EvidenceException($"{what} is empty");
        }
        catch (JsonException e)
        {
            throw new EvidenceException($"{what} cannot be read: {Reason(e)}", e);
        }
    }

    /// <summary>For who has the file; what the program calls the things in it says nothing to them.</summary>
    static string Reason(JsonException fault) =>
        fault.LineNumber is { } line
            ? $"line {line + 1}, byte {(fault.BytePositionInLine ?? 0) + 1} is not what is written there"
            : "keys that it has to have are missing";
}
