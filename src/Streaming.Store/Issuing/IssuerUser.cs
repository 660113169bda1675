using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.Issuing;

/// <summary>A person who may have tokens, as somebody wants it.</summary>
/// <param name="Id">The name by which they sign in.</param>
/// <param name="PasswordHash">Of their first password, salted and slow.</param>
/// <param name="Roles">What they may do, in words.</param>
public sealed record NewUser(string Id, string PasswordHash, IReadOnlyList<string> Roles)
{
    /// <summary>Names of the topologies where they may; null: all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Topologies { get; init; }

    /// <summary>Who let them in; null where nobody knows.</summary>
    public string? By { get; init; }

    /// <summary>The reason they gave.</summary>
    public string? Why { get; init; }
}

/// <summary>A person who may have tokens, folded from their history.</summary>
/// <param name="Made">As they were let in.</param>
/// <param name="CreatedAt">When.</param>
public sealed record IssuerUser(NewUser Made, DateTimeOffset CreatedAt)
{
    /// <summary>Of the password that holds.</summary>
    public string PasswordHash { get; init; } = Made.PasswordHash;

    /// <summary>Since when it does.</summary>
    public DateTimeOffset PasswordAt { get; init; } = CreatedAt;

    /// <summary>When they were taken out; null: they were not.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Who took them out; null: nobody did, or nobody knows.</summary>
    public string? RemovedBy { get; init; }

    /// <summary>Puts a history together; null for one that does not begin as it should.</summary>
    internal static IssuerUser? Of(IEnumerable<ChainedEvent> events) =>
        events.Aggregate((IssuerUser?)null, (user, happened) => (user, happened) switch
            {
                (null, UserAdded added) => new IssuerUser(added.Made, added.At),
                ({ RemovedAt: null }, UserPasswordSet set) => user with { PasswordHash = set.Hash, PasswordAt = set.At },
                ({ RemovedAt: null }, UserRemoved removed) => user with { RemovedAt = removed.At, RemovedBy = removed.By },
                _ => user,
            });
}
