using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Streaming.Application.Identity;
using Streaming.Application.Operations;
using Streaming.Events.Text;

namespace Streaming.Gateway.Identity;

/// <summary>
/// Reads access tokens of an issuer (RFC 9068): signed by a key that the issuer publishes, by an algorithm that needs a private key, for
/// this server and for now. Whatever a token says of keys is a reason to refuse it. Thread-safe.
/// </summary>
sealed class TokenReader : IDisposable
{
    /// <summary>How far clocks may differ.</summary>
    static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>A key that is not known yet is looked for this often at most, whatever tokens say.</summary>
    static readonly TimeSpan Refresh = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    const int LongestAnswer = 1 << 20;
    const int LongestName = 200;

    static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>Members of a header by which a token brings or names its own key, or wants to be read by rules that are not known here (RFC
    /// 7515, section 4.1).</summary>
    static readonly string[] Foreign = ["jku", "jwk", "x5u", "x5c", "crit"];

    static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    readonly TokenIssuer _issuer;
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = LongestAnswer,
    };
    readonly ConfigurationManager<OpenIdConnectConfiguration>? _published;
    readonly TokenValidationParameters _rules;

    public TokenReader(TokenIssuer issuer)
    {
        _issuer = issuer;
        _published = new ConfigurationManager<OpenIdConnectConfiguration>(
            $"{issuer.Issuer.TrimEnd('/')}/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            // Without TLS an issuer is on this machine, or the settings would not have it.
            new HttpDocumentRetriever(_http) { RequireHttps = issuer.Issuer.StartsWith("https:", StringComparison.Ordinal) }
        )
        {
            RefreshInterval = Refresh,
        };
        _rules = Rules(issuer);
        _rules.ConfigurationManager = _published;
    }

    /// <param name="issuer">Whose tokens.</param>
    /// <param name="keys">Its keys, which are at hand.</param>
    public TokenReader(TokenIssuer issuer, Func<IEnumerable<SecurityKey>> keys)
    {
        _issuer = issuer;
        _rules = Rules(issuer);
        _rules.IssuerSigningKeyResolver = (_, _, id, _) => keys().Where(k => k.KeyId == id);
    }

    /// <summary>Who shows a token.</summary>
    /// <returns>Nobody, and why in a word of few.</returns>
    /// <exception cref="IssuerAwayException">The issuer's keys cannot be got.</exception>
    public async Task<(KnownCaller? Caller, string Outcome)> ReadAsync(string text, CancellationToken stop)
    {
        using var read = await ReadClaimsAsync(text, stop);
        return read.Claims is { RootElement: var claims } ? (CallerOf(claims, SubjectOf(claims)!), read.Outcome) : (null, read.Outcome);
    }

    /// <summary>What a token says that holds, and has a subject.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<ReadToken> ReadClaimsAsync(string text, CancellationToken stop)
    {
        if (!Handler.CanReadToken(text) || !TryRead(text, out var token))
            return new(null, "malformed");
        if (Foreign.Any(member => token!.TryGetHeaderValue<object>(member, out _)))
            return new(null, "foreign_key");
        if (!Algorithms.Contains(token!.Alg, StringComparer.Ordinal))
            return new(null, "algorithm");
        await PublishedAsync(stop);
        var result = await Handler.ValidateTokenAsync(token, _rules);
        if (!result.IsValid)
            return new(null, OutcomeOf(result.Exception));
        var claims = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token!.EncodedPayload));
        if (SubjectOf(claims.RootElement) is not null)
            return new(claims, "done");
        claims.Dispose();
        return new(null, "nobody");
    }

    /// <summary>Whose a token says that it is; null: it says nothing of it. Nothing of this is proven.</summary>
    public static string? IssuerOf(string text) => Handler.CanReadToken(text) && TryRead(text, out var token) ? token!.Issuer : null;

    public void Dispose() => _http.Dispose();

    KnownCaller CallerOf(JsonElement claims, string subject)
    {
        var named = Texts(claims, _issuer.RolesClaim);
        var roles =
            _issuer.Roles.Count == 0
                ? RoleWords.Known(named)
                : named.Where(_issuer.Roles.ContainsKey).Select(r => _issuer.Roles[r]).ToHashSet();
        // Whoever issues tokens chooses their subjects; names end where they would fill the log.
        var name = Printable.Text(subject.Length > LongestName ? subject[..LongestName] : subject);
        return new KnownCaller($"{name} at {_issuer.Issuer}", roles, _issuer.TopologiesClaim is { } claim ? Texts(claims, claim) : null);
    }

    static TokenValidationParameters Rules(TokenIssuer issuer) =>
        new()
        {
            // What its configuration says of itself does not count.
            IssuerValidator = (named, _, _) =>
                named == issuer.Issuer ? named : throw new SecurityTokenInvalidIssuerException("It is another issuer's."),
            ValidAudience = issuer.Audience,
            ValidTypes = ["at+jwt", "application/at+jwt"],
            ValidAlgorithms = Algorithms,
            ClockSkew = Skew,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            TryAllIssuerSigningKeys = false,
        };

    static string? SubjectOf(JsonElement claims) =>
        Find(claims, "sub") is { ValueKind: JsonValueKind.String } subject && subject.GetString() is { Length: > 0 } name ? name : null;

    async Task PublishedAsync(CancellationToken stop)
    {
        if (_published is null)
            return;
        try
        {
            await _published.GetConfigurationAsync(stop);
        }
        catch (InvalidOperationException e)
        {
            throw new IssuerAwayException(_issuer.Issuer, e);
        }
    }

    static bool TryRead(string text, out JsonWebToken? token)
    {
        token = null;
        try
        {
            token = new JsonWebToken(text);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or FormatException or JsonException)
        {
            return false;
        }
    }

    static string OutcomeOf(Exception fault) =>
        fault switch
        {
            SecurityTokenExpiredException => "expired",
            SecurityTokenNotYetValidException => "not_yet_valid",
            SecurityTokenInvalidAudienceException => "audience",
            SecurityTokenInvalidIssuerException => "issuer",
            SecurityTokenInvalidTypeException => "type",
            SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException => "signature",
            _ => "malformed",
        };

    /// <summary>Texts of a member: one, several, or several in one with spaces between, as <c>scope</c> has them.</summary>
    public static List<string> Texts(JsonElement claims, string name) =>
        Find(claims, name) switch
        {
            { ValueKind: JsonValueKind.String } one => [.. one.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            { ValueKind: JsonValueKind.Array } several =>
            [
                .. several.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
            ],
            _ => [],
        };

    /// <summary>A member by its name, which may have dots in it as addresses have, or the way to it.</summary>
    static JsonElement? Find(JsonElement claims, string name)
    {
        if (claims.TryGetProperty(name, out var whole))
            return whole;
        var at = claims;
        foreach (var part in name.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
                return null;
        }

        return at;
    }
}

/// <summary>A token that was read.</summary>
/// <param name="Claims">What it says; null: it does not hold.</param>
/// <param name="Outcome">Why, in a word of few.</param>
sealed record ReadToken(JsonDocument? Claims, string Outcome) : IDisposable
{
    public void Dispose() => Claims?.Dispose();
}

/// <summary>The issuer of tokens does not answer: nobody can be let in by one.</summary>
sealed class IssuerAwayException(string issuer, Exception cause)
    : Microsoft.AspNetCore.Http.BadHttpRequestException(
        $"The issuer of tokens {issuer} does not answer, or not as one.",
        Microsoft.AspNetCore.Http.StatusCodes.Status503ServiceUnavailable,
        cause
    );
