using Streaming.Store.HashChains;

namespace Streaming.Store.Issuing;

/// <summary>Keys as they are kept.</summary>
/// <param name="Id">Names them.</param>
/// <param name="Secret">What is secret of them, encrypted.</param>
/// <param name="SignsFrom">From then on they sign.</param>
public sealed record KeptKeys(string Id, string Secret, DateTimeOffset SignsFrom);

/// <summary>All keys that still hold, folded from their history.</summary>
/// <param name="Keys">In the order in which they were made.</param>
/// <param name="Wanted">Somebody wants new ones, which nobody has made yet.</param>
public sealed record IssuerKeyHistory(IReadOnlyList<KeptKeys> Keys, bool Wanted)
{
    internal static IssuerKeyHistory Of(IEnumerable<ChainedEvent> events) =>
        events.Aggregate(new IssuerKeyHistory([], false), (history, happened) => happened switch
            {
                IssuerKeysAdded added => new([.. history.Keys, new KeptKeys(added.Id, added.Secret, added.SignsFrom)], false),
                IssuerKeysAsked { AtOnce: true } => new([], true),
                IssuerKeysAsked => history with { Wanted = true },
                _ => history,
            });
}
