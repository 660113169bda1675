using Streaming.Application.Identity;
using Streaming.Store.Issuing;

namespace Streaming.Application.Issuing;

/// <summary>
/// The issuer's keys, which all servers of an installation share: read from the database, and made where they are missing, wanted or old.
/// Thread-safe.
/// </summary>
public sealed class KeyRing
{
    /// <summary>Made anew after this time, unless somebody wants it sooner.</summary>
    static readonly TimeSpan Age = TimeSpan.FromDays(90);

    /// <summary>Published for this long before they sign, so that whoever keeps what is published for a while has read of them.</summary>
    static readonly TimeSpan Announced = TimeSpan.FromMinutes(1);

    /// <summary>Read no more often than this.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    readonly byte[] _secret;
    readonly TokenHolders _holders;
    readonly TimeProvider _time;
    readonly HeldReading<IReadOnlyList<IssuerKey>> _held;
    IssuerKey[] _keys = [];

    /// <param name="secret">Encrypts them for the database.</param>
    /// <param name="holders">Where they lie.</param>
    /// <param name="time">The clock that they go by.</param>
    public KeyRing(byte[] secret, TokenHolders holders, TimeProvider time)
    {
        (_secret, _holders, _time) = (secret, holders, time);
        _held = new HeldReading<IReadOnlyList<IssuerKey>>(time, ReadAsync);
    }

    /// <summary>All that hold, the one that signs first; the same list as long as they are the same.</summary>
    public Task<IReadOnlyList<IssuerKey>> GetAsync(CancellationToken stop) => _held.GetAsync(Fresh, stop);

    async Task<IReadOnlyList<IssuerKey>> ReadAsync()
    {
        var store = await _holders.StoreAsync();
        var history = await store.ReadKeysAsync();
        if (Needed(history) is not null)
            history = await store.AddKeysAsync(Needed);
        var before = _keys;
        IssuerKey[] now =
        [
            .. Holding(history.Keys).Select(kept => before.FirstOrDefault(k => k.Kept == kept) ?? IssuerKey.Open(kept, _secret)),
        ];
        if (!before.SequenceEqual(now))
            _keys = now;
        return _keys;
    }

    /// <summary>New keys, where some are needed.</summary>
    KeptKeys? Needed(IssuerKeyHistory history)
    {
        var now = _time.GetUtcNow();
        return history.Keys is not [.., var last] ? IssuerKey.Create(_secret, now)
            : history.Wanted || last.SignsFrom + Age < now ? IssuerKey.Create(_secret, now + Announced)
            : null;
    }

    /// <summary>The one that signs first, and none whose tokens are all over.</summary>
    IEnumerable<KeptKeys> Holding(IReadOnlyList<KeptKeys> keys)
    {
        var now = _time.GetUtcNow();
        var signing = keys.Last(k => k.SignsFrom <= now || k == keys[0]);
        var over = keys.Where((_, i) => i + 1 < keys.Count && keys[i + 1].SignsFrom + TokenLives.Longest < now);
        return [signing, .. keys.Except(over).Where(k => k != signing)];
    }
}
