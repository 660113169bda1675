using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Streaming.Store.HashChains;

/// <summary>
/// Seal of an event: SHA-256 (hex) of the JSON array <c>[seal before, stream, version, type, event]</c> in UTF-8, without white
/// space and with the members of every object in ordinal order (in the manner of RFC 8785), so that it does not matter in which
/// order a jsonb column gives them back. Members that are null are left out: an event may get new ones.
/// </summary>
static class EventHash
{
    static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="happened">The event; a seal that it has does not count.</param>
    /// <param name="stream">Name of its stream.</param>
    /// <param name="version">Its place there, from 1.</param>
    /// <param name="before">Seal of the event before; null for the first one.</param>
    public static string Of(ChainedEvent happened, string stream, long version, string? before)
    {
        var content = JsonSerializer.SerializeToNode(happened with { Seal = null }, happened.GetType(), Options);
        var text = new JsonArray(before, stream, version, happened.TypeName(), Sorted(content)).ToJsonString(Options);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Seal of the last one of a whole stream, as its events say it should be; null where there are none.</summary>
    public static string? Last(string stream, IEnumerable<ChainedEvent> events)
    {
        string? seal = null;
        var version = 0;
        foreach (var happened in events)
            seal = Of(happened, stream, ++version, seal);
        return seal;
    }

    public static Guid IdOf(string seal) => new(Convert.FromHexString(seal).AsSpan(0, 16), bigEndian: true);

    static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))
            ),
            JsonArray items => new JsonArray([.. items.Select(Sorted)]),
            _ => node?.DeepClone(),
        };
}
