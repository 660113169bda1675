using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.Issuing;

/// <summary>Something that happened to a client or a person, by which name.</summary>
interface IHolderEvent
{
    /// <summary>Which.</summary>
    string Id { get; }
}

/// <summary>Somebody let a program in. The first event of its stream.</summary>
sealed record ClientAdded(NewClient Made, DateTimeOffset At) : ChainedEvent<ClientAdded>, IHolderEvent
{
    [JsonIgnore]
    public string Id => Made.Id;

    public override string TypeName() => "client_added";
}

/// <summary>Somebody took a program out, for good. The last event of its stream.</summary>
sealed record ClientRemoved(string Id, string? By, string? Why, DateTimeOffset At) : ChainedEvent<ClientRemoved>, IHolderEvent
{
    public override string TypeName() => "client_removed";
}

/// <summary>Keys were made to sign and encrypt with; what is secret of them is encrypted by a secret that is not in the database.</summary>
/// <param name="Id">Names them, in tokens too.</param>
/// <param name="Secret">The secret part (base64).</param>
/// <param name="SignsFrom">Until then the keys before them sign, so that everybody has read of them.</param>
sealed record IssuerKeysAdded(string Id, string Secret, DateTimeOffset SignsFrom, DateTimeOffset At) : ChainedEvent<IssuerKeysAdded>
{
    public override string TypeName() => "issuer_keys_added";
}

/// <summary>Somebody wants new keys; whoever has the secret makes them.</summary>
/// <param name="AtOnce">Those before them hold no longer, and no token that they signed.</param>
sealed record IssuerKeysAsked(bool AtOnce, string? By, string? Why, DateTimeOffset At) : ChainedEvent<IssuerKeysAsked>
{
    public override string TypeName() => "issuer_keys_asked";
}
