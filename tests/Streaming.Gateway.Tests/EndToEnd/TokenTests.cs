using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Access tokens of an issuer, good ones and such as are made by those who have no key of it.</summary>
public sealed class TokenTests(Services services) : IAsyncLifetime
{
    const string Audience = "streaming";

    readonly ShopTopology _shop = new();
    LocalIssuer _issuer = null!;
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await LocalIssuer.StartAsync();
        _gateway = await GatewayAsync(new TokenIssuer(_issuer.Address, Audience));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _issuer.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_token_opens_what_its_roles_are_for_and_its_subject_is_on_record()
    {
        using var viewer = _gateway.ClientOf(_issuer.Token(Audience, ["viewer", "nothing known"]));
        (await viewer.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await viewer.GetAsync("/v1/access")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // Others beside this server may be meant, too.
        using var several = _gateway.ClientOf(
            _issuer.Token(Audience, ["viewer"], claims: c => c["aud"] = new JsonArray("other", Audience))
        );
        (await several.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        // Keys hold beside tokens.
        using var key = _gateway.ClientOf((await _gateway.KeyAsync([Role.Viewer])).Key);
        (await key.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _gateway.Client.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await _gateway.Log.FlushAsync();
        (await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Who: $"ada at {_issuer.Address}")))
            .Select(c => (c.Operation, c.Outcome))
            .ShouldBe([("topology.list", "done"), ("access.read", "refused")], ignoreOrder: true);
    }

    /// <summary>ASVS 9.1.1 to 9.2.4: each is refused, and on record with its reason.</summary>
    [Fact]
    public async Task ASVS_9_tokens_that_are_not_for_here_and_now_are_refused_and_on_record()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var other = RSA.Create(2048);
        var secret = Encoding.ASCII.GetBytes(_issuer.Keys["one"].ExportSubjectPublicKeyInfoPem());
        var hostile = new (string Outcome, string Token)[]
        {
            // 9.1.2: none, and the public key as a secret.
            ("algorithm", Made(h => h["alg"] = "HS256", sign: text => HMACSHA256.HashData(secret, text))),
            ("algorithm", Made(h => h["alg"] = "none", sign: _ => [])),
            ("algorithm", Made(h => h["alg"] = "None")),
            // 9.1.3: keys that the token brings.
            ("foreign_key", Made(h => h["jku"] = "http://127.0.0.1:1/keys")),
            ("foreign_key", Made(h => h["x5u"] = "http://127.0.0.1:1/cert")),
            ("foreign_key", Made(h => h["jwk"] = new JsonObject { ["kty"] = "RSA" })),
            ("foreign_key", Made(h => h["x5c"] = new JsonArray("AA"))),
            ("foreign_key", Made(h => h["crit"] = new JsonArray("exp"))),
            // 9.1.1: another key, an unknown one, and none.
            ("signature", Made(sign: text => other.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))),
            ("signature", Made(h => h["kid"] = "../../dev/null")),
            (
                "signature",
                Made(h => h.Remove("kid"), sign: text => other.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            ),
            // 9.2.1: times.
            ("expired", Made(claims: c => c["exp"] = now - 31)),
            ("not_yet_valid", Made(claims: c => c["nbf"] = now + 120)),
            ("malformed", Made(claims: c => c.Remove("exp"))),
            // 9.2.2: an ID token is no access token.
            ("type", Made(h => h["typ"] = "JWT")),
            ("type", Made(h => h.Remove("typ"))),
            // 9.2.3 and 9.2.4: for somebody else, or by somebody else.
            ("audience", Made(claims: c => c["aud"] = "another")),
            ("audience", Made(claims: c => c["aud"] = "Streaming")),
            ("audience", Made(claims: c => c.Remove("aud"))),
            ("issuer", Made(claims: c => c["iss"] = _issuer.Address + "/")),
            ("issuer", Made(claims: c => c.Remove("iss"))),
            ("nobody", Made(claims: c => c.Remove("sub"))),
            ("nobody", Made(claims: c => c["sub"] = "")),
            ("malformed", "a.b.c"),
            ("algorithm", "eyJhbGciOiJub25lIn0.e30."),
        };
        foreach (var (outcome, token) in hostile)
        {
            using var client = _gateway.ClientOf(token);
            using var answer = await client.GetAsync("/v1/topologies");
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{outcome}: {token}");
            answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"streaming\", error=\"invalid_token\"");
        }

        await _gateway.Log.FlushAsync();
        var calls = await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "authenticate.token"));
        calls.Sum(c => c.Calls).ShouldBe(hostile.Length);
        calls
            .ToDictionary(c => c.Outcome!, c => c.Calls)
            .ShouldBe(hostile.GroupBy(h => h.Outcome).ToDictionary(g => g.Key, g => (long)g.Count()), ignoreOrder: true);
        calls.ShouldAllBe(c => c.Who == null && c.Address == "127.0.0.1");
    }

    [Fact]
    public async Task Whatever_is_shown_is_a_token_or_is_refused_without_a_fault()
    {
        using var reader = new TokenReader(new TokenIssuer(_issuer.Address, Audience));
        var good = Made();
        var parts = good.Split('.');
        var any = Gen.OneOf(
            Gen.String,
            Gen.Select(Gen.Int[0, good.Length - 1], Gen.Char.AlphaNumeric, (at, c) => good[..at] + c + good[(at + 1)..]),
            Gen.Select(Gen.Byte.Array, Gen.Byte.Array, (a, b) => $"{Encoded(a)}.{Encoded(b)}.{parts[2]}"),
            Gen.String.Select(json => $"{Encoded(Encoding.UTF8.GetBytes("{\"alg\":\"RS256\",\"typ\":" + json))}.{parts[1]}.{parts[2]}")
        );
        await any.SampleAsync(
            async text =>
            {
                // The last digit of a signature has bits that mean nothing.
                if ((await reader.ReadAsync(text, default)).Caller is not null)
                    text[..^1].ShouldBe(good[..^1]);
            },
            iter: 2000,
            threads: 1
        );

        static string Encoded(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }

    [Fact]
    public async Task Roles_and_topologies_are_found_where_the_settings_say()
    {
        await using var gateway = await GatewayAsync(
            new TokenIssuer(_issuer.Address, Audience)
            {
                RolesClaim = "realm_access.roles",
                Roles = new Dictionary<string, Role> { ["Team Fraud"] = Role.Viewer },
                TopologiesClaim = "https://example.com/topologies",
            }
        );
        Action<JsonObject> roles = c => c["realm_access"] = new JsonObject { ["roles"] = new JsonArray("Team Fraud", "auditor") };
        using var here = gateway.ClientOf(
            Made(claims: c =>
            {
                roles(c);
                c["https://example.com/topologies"] = _shop.Name;
            })
        );
        (await here.GetAsync($"/v1/topologies/{_shop.Name}/drawing")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await here.GetAsync($"/v1/topologies/{_shop.Name}/records")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // Without the member a token holds nowhere, and not everywhere.
        using var nowhere = gateway.ClientOf(Made(claims: roles));
        (await nowhere.GetAsync($"/v1/topologies/{_shop.Name}/drawing")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_key_that_the_issuer_has_begun_to_sign_with_is_found()
    {
        using var before = _gateway.ClientOf(Made());
        (await before.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _issuer.Keys["two"] = RSA.Create(2048);
        using var after = _gateway.ClientOf(Made());
        await Eventually.TrueAsync(
            async () => (await after.GetAsync("/v1/topologies")).StatusCode == HttpStatusCode.OK,
            "the issuer is asked for its keys again"
        );
        (await before.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Where_the_issuer_does_not_answer_nobody_is_let_in()
    {
        await using var gateway = await GatewayAsync(new TokenIssuer("http://127.0.0.1:1", Audience));
        using var client = gateway.ClientOf(Made());
        (await client.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("http://example.com")]
    [InlineData("ftp://example.com")]
    [InlineData("example.com")]
    [InlineData("https://user@example.com")]
    [InlineData("https://example.com?x=1")]
    public void Keys_are_not_got_from_where_they_can_be_exchanged_on_the_way(string issuer) =>
        Should.Throw<StreamingException>(() => new TokenIssuer(issuer, Audience)).Message.ShouldContain("https://");

    string Made(Action<JsonObject>? header = null, Action<JsonObject>? claims = null, Func<byte[], byte[]>? sign = null) =>
        _issuer.Token(Audience, ["viewer"], header, claims, sign);

    async Task<RunningGateway> GatewayAsync(TokenIssuer issuer) =>
        await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0, issuer: issuer);
}
