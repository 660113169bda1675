using System.Text.Json.Serialization;
using Streaming.Store.HashChains;

namespace Streaming.Store.ApiKeys;

/// <summary>Something that happened to a key.</summary>
interface IApiKeyEvent
{
    /// <summary>Which.</summary>
    string Id { get; }
}

/// <summary>Somebody made a key. The first event of its stream.</summary>
sealed record ApiKeyCreated(NewApiKey Made, DateTimeOffset At) : ChainedEvent<ApiKeyCreated>, IApiKeyEvent
{
    [JsonIgnore]
    public string Id => Made.Id;

    public override string TypeName() => "api_key_created";
}

/// <summary>Somebody took a key back. The last event of its stream.</summary>
sealed record ApiKeyRevoked(string Id, string? By, string? Why, DateTimeOffset At) : ChainedEvent<ApiKeyRevoked>, IApiKeyEvent
{
    public override string TypeName() => "api_key_revoked";
}
