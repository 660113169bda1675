using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaming.Embedded.Hosting;

/// <summary>What a command sends on its lease's connection: one line of JSON, then nothing until it hangs up.</summary>
/// <param name="Token">From the host's file.</param>
/// <param name="Wanted">What the command needs.</param>
sealed record LeaseRequest(string Token, Wanted Wanted);

/// <summary>What a command needs from a host.</summary>
/// <param name="Parts">The services.</param>
/// <param name="BrokerPort">The broker's port; 0 where any will do.</param>
/// <param name="PostgresPort">PostgreSQL's port; 0 where any will do.</param>
sealed record Wanted(EmbeddedParts Parts, int BrokerPort = 0, int PostgresPort = 0);

/// <summary>What the host answers, one line of JSON each: progress while it starts things, then endpoints or an error.</summary>
sealed record LeaseReply
{
    public string? Progress { get; init; }

    public string? Error { get; init; }

    public Endpoints? Endpoints { get; init; }
}

/// <summary>Lines of JSON on a lease's connection.</summary>
static class LeaseJson
{
    /// <summary>Longest line that is read; a request is far shorter.</summary>
    public const int MaxLine = 16_384;

    static readonly JsonSerializerOptions Options = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>One message and its line end.</summary>
    public static byte[] Line<T>(T message) => [.. JsonSerializer.SerializeToUtf8Bytes(message, Options), (byte)'\n'];

    /// <summary>The message in a line, or null where it is none.</summary>
    public static T? Parse<T>(ReadOnlySpan<byte> line)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
