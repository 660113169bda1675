using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.Issuing;

/// <summary>Somebody let a person in. The first event of its stream.</summary>
sealed record UserAdded(NewUser Made, DateTimeOffset At) : ChainedEvent<UserAdded>, IHolderEvent
{
    [JsonIgnore]
    public string Id => Made.Id;

    public override string TypeName() => "user_added";
}

/// <summary>A person has another password from then on.</summary>
sealed record UserPasswordSet(string Id, string Hash, string? By, string? Why, DateTimeOffset At)
    : ChainedEvent<UserPasswordSet>,
        IHolderEvent
{
    public override string TypeName() => "user_password_set";
}

/// <summary>Somebody took a person out, for good. The last event of its stream.</summary>
sealed record UserRemoved(string Id, string? By, string? Why, DateTimeOffset At) : ChainedEvent<UserRemoved>, IHolderEvent
{
    public override string TypeName() => "user_removed";
}
