using System.Text.Json;
using Streaming.Application.Identity;
using Streaming.Application.Issuing;
using Streaming.Application.Operations;
using Streaming.Gateway.Identity;

namespace Streaming.Gateway.Issuing;

/// <summary>
/// Reads this issuer's own access tokens: by the rules for tokens of others (<see cref="TokenReader"/>), and besides, whether the token was
/// taken back, and what its holder may do by now. Thread-safe.
/// </summary>
sealed class OwnTokens(EmbeddedIssuer issuer, IssuerKeys keys, TokenHolders holders) : IDisposable
{
    /// <summary>Member by which the library names what it keeps of a token.</summary>
    const string Entry = "oi_tkn_id";

    readonly TokenReader _reader = new(new TokenIssuer(issuer.Address.AbsoluteUri, Grants.Audience) { RolesClaim = Grants.Roles }, () =>
        keys.Signing
    );

    /// <summary>Whether a token says that it is from here.</summary>
    public bool Names(string text) => TokenReader.IssuerOf(text) == issuer.Address.AbsoluteUri;

    /// <inheritdoc cref="TokenReader.ReadAsync"/>
    public async Task<(KnownCaller? Caller, string Outcome)> ReadAsync(string text, CancellationToken stop)
    {
        await keys.RefreshAsync(stop);
        using var read = await _reader.ReadClaimsAsync(text, stop);
        if (read.Claims is not { } claims)
            return (null, read.Outcome);
        var claimed = claims.RootElement;
        if (claimed.TryGetProperty(Entry, out var entry) && await holders.IsRevokedAsync(entry.GetString() ?? "", stop))
            return (null, "revoked");
        var client = claimed.TryGetProperty("client_id", out var named) ? named.GetString() : null;
        if (await Grants.HolderAsync(holders, claimed.GetProperty("sub").GetString()!, client, stop) is not { } holder)
            return (null, "gone");
        var roles = RoleWords.Known(TokenReader.Texts(claimed, Grants.Roles));
        return (holder with { Roles = holder.Roles.Intersect(roles).ToHashSet(), Topologies = Both(holder.Topologies, claimed) }, "done");
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Those that hold by now, of those that the token names.</summary>
    static IReadOnlyList<string>? Both(IReadOnlyList<string>? now, JsonElement claims)
    {
        if (!claims.TryGetProperty(Grants.Topologies, out _))
            return now;
        var named = TokenReader.Texts(claims, Grants.Topologies);
        return now is null ? named : [.. now.Intersect(named, StringComparer.Ordinal)];
    }
}
