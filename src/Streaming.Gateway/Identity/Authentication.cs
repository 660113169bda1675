using Microsoft.AspNetCore.Http;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Gateway.Issuing;
using Streaming.Gateway.Limiting;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Identity;

/// <summary>
/// Says of every request who makes it, before anything else looks at it; whatever answers, answers somebody who is known, or who is on this
/// machine where nobody has to say who they are.
/// </summary>
sealed class Authentication(
    bool required,
    TokenReader? tokens,
    OwnTokens? own,
    Doorkeeper doorkeeper,
    OfferedTopologies topologies,
    ClientLimits clients,
    GuessLimits guesses
)
{
    /// <summary>How those who show nothing stand on the access log.</summary>
    public const string ByNothing = "authenticate";

    /// <summary>How those who show a token stand on the access log.</summary>
    public const string ByToken = "authenticate.token";

    const string TooMany = "too_many";
    const string Scheme = "Bearer ";

    /// <summary>Nobody has said who they are; whoever reaches the loopback address is on this machine, where they could do all of it
    /// themselves.</summary>
    static readonly Principal OnThisMachine = new(null, new HashSet<Role>(Enum.GetValues<Role>()));

    /// <summary>A step of every request.</summary>
    /// <exception cref="UnknownCallerException">Nobody knows who it is.</exception>
    public async Task IdentifyAsync(HttpContext http, RequestDelegate next)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ForEverybody>() is null)
            http.Features.Set(new Identified(await WhoInTimeAsync(http)));
        await next(http);
    }

    /// <summary>Whoever shows too much that does not hold is heard no more for a while, and is on the log for that, too.</summary>
    async Task<Principal> WhoInTimeAsync(HttpContext http)
    {
        try
        {
            if (http.Request.Headers.Authorization.Count > 0)
                guesses.Check(http);
            return await WhoNotTooOftenAsync(http);
        }
        catch (LimitedException)
        {
            doorkeeper.Stranger(null, CallerOf.Address(http), ByNothing, TooMany);
            throw;
        }
    }

    /// <summary>What does not hold is counted, and may be one too many.</summary>
    async Task<Principal> WhoNotTooOftenAsync(HttpContext http)
    {
        try
        {
            return await WhoAsync(http);
        }
        catch (UnknownCallerException stranger)
        {
            clients.Request(http);
            if (stranger.Shown)
                guesses.Count(http);
            throw;
        }
    }

    async Task<Principal> WhoAsync(HttpContext http)
    {
        var address = CallerOf.Address(http);
        if (http.Request.Query.Any(q => IsSecret(q.Key, q.Value)))
        {
            throw doorkeeper.Stranger(null, address, Doorkeeper.ByKey, "in_query");
        }

        if (http.Request.Headers.Authorization is not { Count: > 0 } header)
            return required ? throw doorkeeper.Stranger(null, address, ByNothing, null) : OnThisMachine;
        if (header is not [{ } text] || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw doorkeeper.Stranger(null, address, ByNothing, "malformed");
        var shown = text[Scheme.Length..].Trim();
        var known =
            (tokens is null && own is null) || shown.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)
                ? await doorkeeper.ByKeyAsync(shown, address, http.RequestAborted)
                : await ByTokenAsync(shown, address, http.RequestAborted);
        return new Principal(known.Name, known.Roles) { Scope = known.Topologies is { } names ? topologies.ScopeOf(names) : null };
    }

    async Task<KnownCaller> ByTokenAsync(string shown, string address, CancellationToken stop)
    {
        var (caller, outcome) =
            own is not null && (tokens is null || own.Names(shown))
                ? await own.ReadAsync(shown, stop)
                : await tokens!.ReadAsync(shown, stop);
        return caller ?? throw doorkeeper.Stranger(null, address, ByToken, outcome);
    }

    /// <summary>A secret in an address is in logs and histories on the way: it is not taken, so that nobody gets used to it.</summary>
    static bool IsSecret(string name, IEnumerable<string?> values) =>
        name.Equals("access_token", StringComparison.OrdinalIgnoreCase)
        || values.Any(value => value is not null && ApiKeyText.TryParse(value, out _));
}

/// <summary>Marks an endpoint that answers whoever asks.</summary>
sealed class ForEverybody;

/// <summary>Who makes a request.</summary>
sealed record Identified(Principal Principal);
