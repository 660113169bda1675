using System.Text.Json;
using Streaming.Lineage;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Verify;

/// <summary>Tails kept from an earlier verification.</summary>
internal static class VerifyAnchors
{
    public static List<LineageTail> Read(string path)
    {
        try
        {
            using var report = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. report.RootElement.GetProperty("streams").EnumerateArray().Where(s => s.GetProperty("hash").ValueKind == JsonValueKind.String).Select(Tail)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{path} is no report of 'streaming verify --json': {e.Message}", e);
        }
    }

    static LineageTail Tail(JsonElement stream)
    {
        var name = stream.GetProperty("stream").GetString()!;
        return StreamKey.TryParse(name, out var key)
            ? new LineageTail(key, stream.GetProperty("versions").GetInt64(), Convert.FromHexString(stream.GetProperty("hash").GetString()!), null)
            : throw new FormatException($"'{name}' names no stream");
    }
}
