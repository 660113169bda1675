using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.Issuing;

/// <summary>A program that may have tokens, as somebody wants it.</summary>
/// <param name="Id">Names it, in its requests too.</param>
/// <param name="SecretHash">SHA-256 (hex) of its secret; null: it can keep none, as programs on people's own machines cannot.</param>
/// <param name="Roles">What it may do, in words.</param>
public sealed record NewClient(string Id, string? SecretHash, IReadOnlyList<string> Roles)
{
    /// <summary>Names of the topologies where it may; null: all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Topologies { get; init; }

    /// <summary>Addresses to which people come back from signing in; null: it acts for itself, and for nobody else.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? RedirectUris { get; init; }

    /// <summary>Who let it in; null where nobody knows.</summary>
    public string? By { get; init; }

    /// <summary>The reason they gave.</summary>
    public string? Why { get; init; }
}

/// <summary>A program that may have tokens, folded from its history.</summary>
/// <param name="Made">As it was let in.</param>
/// <param name="CreatedAt">When.</param>
public sealed record IssuerClient(NewClient Made, DateTimeOffset CreatedAt)
{
    /// <summary>When it was taken out; null: it was not.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Who took it out; null: nobody did, or nobody knows.</summary>
    public string? RemovedBy { get; init; }

    /// <summary>Puts a history together; null for one that does not begin as it should.</summary>
    internal static IssuerClient? Of(IEnumerable<ChainedEvent> events) =>
        events.Aggregate((IssuerClient?)null, (client, happened) => (client, happened) switch
            {
                (null, ClientAdded added) => new IssuerClient(added.Made, added.At),
                ({ RemovedAt: null }, ClientRemoved removed) => client with { RemovedAt = removed.At, RemovedBy = removed.By },
                _ => client,
            });
}
