using Streaming.Application.AccessLog;
using Streaming.Application.Issuing;
using Streaming.Application.Operations;
using Streaming.Application.Services;
using Streaming.Store.ApiKeys;

namespace Streaming.Application.Identity;

/// <summary>
/// Knows those who call from elsewhere by their keys, and puts those on the access log whom it does not know. Keys are few and are held
/// for a second, so that showing wrong ones costs the database little; one that is taken back holds no longer than that. Thread-safe.
/// </summary>
public sealed class Doorkeeper
{
    /// <summary>A key that is made or taken back is heard of within this time.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    /// <summary>Keys are read no more often than this, whatever is shown.</summary>
    internal static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    /// <summary>What is said of who shows a key.</summary>
    public const string ByKey = "authenticate.key";

    readonly StreamingServices _services;
    readonly AccessLogWriter _log;
    readonly TimeProvider _time;
    readonly HeldReading<IReadOnlyDictionary<string, ApiKey>> _keys;

    internal Doorkeeper(StreamingServices services, AccessLogWriter log, TimeProvider time)
    {
        (_services, _log, _time) = (services, log, time);
        _keys = new HeldReading<IReadOnlyDictionary<string, ApiKey>>(time, ReadAsync);
        Holders = new TokenHolders(services, log, time);
    }

    /// <summary>Those who may have tokens of the embedded issuer.</summary>
    public TokenHolders Holders { get; }

    /// <summary>Who shows a key.</summary>
    /// <param name="shown">What stands in the header.</param>
    /// <param name="address">Whence.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="UnknownCallerException">It is no key, or holds no longer.</exception>
    /// <exception cref="Store.StoreUnavailableException">Keys cannot be read: nobody is let in meanwhile.</exception>
    public async Task<KnownCaller> ByKeyAsync(string shown, string address, CancellationToken stop)
    {
        if (!ApiKeyText.TryParse(shown, out var text))
            throw Stranger(null, address, ByKey, "malformed");
        // A key that was made a moment ago is not known yet.
        var key = (await _keys.GetAsync(Fresh, stop)).GetValueOrDefault(text.Id)
            ?? (await _keys.GetAsync(Soon, stop)).GetValueOrDefault(text.Id);
        if (key is null || !text.Has(key.Made.Hash))
            throw Stranger(null, address, ByKey, "unknown");
        var name = NameOf(key.Made);
        if (key.RevokedAt is not null)
            throw Stranger(name, address, ByKey, "revoked");
        if (key.Made.ExpiresAt <= _time.GetUtcNow())
            throw Stranger(name, address, ByKey, "expired");
        return new KnownCaller(name, RoleWords.Known(key.Made.Roles), key.Made.Topologies);
    }

    /// <summary>Puts somebody on the access log who is not let in.</summary>
    /// <param name="who">Who they once were, or say that they are with proof; null: nobody knows.</param>
    /// <param name="address">Whence.</param>
    /// <param name="how">How they tried.</param>
    /// <param name="outcome">Why that did not help, in a word of few; null: they showed nothing.</param>
    public UnknownCallerException Stranger(string? who, string address, string how, string? outcome)
    {
        _log.CountStranger(who, address, how, outcome ?? "refused");
        return new UnknownCallerException(shown: outcome is not null);
    }

    /// <summary>How a key's holder stands on the access log.</summary>
    internal static string NameOf(NewApiKey key) => $"{key.Name} (key {key.Id})";

    async Task<IReadOnlyDictionary<string, ApiKey>> ReadAsync()
    {
        var store = await _services.ApiKeysAsync(CancellationToken.None);
        return (await store.ReadAsync()).ToDictionary(k => k.Made.Id, StringComparer.Ordinal);
    }
}
