using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.ApiKeys;

/// <summary>A key as somebody wants it. What its holder knows is kept as a hash alone.</summary>
/// <param name="Id">Its public part, by which it is found and named.</param>
/// <param name="Name">Whom it is for.</param>
/// <param name="Hash">SHA-256 (hex) of the whole key.</param>
/// <param name="Roles">What its holder may do, in words.</param>
/// <param name="ExpiresAt">From then on it is none.</param>
public sealed record NewApiKey(string Id, string Name, string Hash, IReadOnlyList<string> Roles, DateTimeOffset ExpiresAt)
{
    /// <summary>Names of the topologies that it holds for; null: all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Topologies { get; init; }

    /// <summary>Who made it; null where nobody knows.</summary>
    public string? By { get; init; }

    /// <summary>The reason they gave.</summary>
    public string? Why { get; init; }
}

/// <summary>A key, folded from its history.</summary>
/// <param name="Made">As it was made.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ApiKey(NewApiKey Made, DateTimeOffset CreatedAt)
{
    /// <summary>When it was taken back; null: it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Who took it back; null: nobody did, or nobody knows.</summary>
    public string? RevokedBy { get; init; }

    /// <summary>Puts a history together; null for one that does not begin as it should.</summary>
    internal static ApiKey? Of(IEnumerable<ChainedEvent> events) =>
        events.Aggregate((ApiKey?)null, (key, happened) => (key, happened) switch
            {
                (null, ApiKeyCreated created) => new ApiKey(created.Made, created.At),
                ({ RevokedAt: null }, ApiKeyRevoked revoked) => key with { RevokedAt = revoked.At, RevokedBy = revoked.By },
                _ => key,
            });
}
