using System.Text.Json;
using Streaming.Events.Time;

namespace Streaming.Publishing.Live;

/// <summary>What the keys topic holds of a key, as JSON: stored bytes, to be read by later releases.</summary>
/// <param name="Body">SHA-256 of what was published.</param>
/// <param name="At">When, in microseconds since 1970.</param>
/// <param name="Places">Partition and offset of each record, in the order in which they came.</param>
sealed record KeyEntry(byte[] Body, long At, long[][] Places)
{
    static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static KeyEntry Of(PublishKey key, Timestamp at, IEnumerable<RecordPlace> places) =>
        new(key.Body, at.Micros, [.. places.Select(p => new[] { p.Partition, p.Offset })]);

    public IReadOnlyList<RecordPlace> Records => [.. Places.Select(p => new RecordPlace((int)p[0], p[1]))];

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    /// <summary>Null: whoever may write to the topic has put something else there.</summary>
    public static KeyEntry? Read(byte[]? value)
    {
        try
        {
            return value is null ? null
                : JsonSerializer.Deserialize<KeyEntry>(value, Options) is { Body: not null, Places: not null } entry
                && entry.Places.All(p => p is { Length: 2 })
                    ? entry
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
