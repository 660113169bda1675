using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Application.AddClient;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Application.RemoveClient;
using Streaming.Embedded.Kafka.Tests.Matrix;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Applications that people sign in for by a browser: the authorization code, with PKCE (RFC 6749, 7636, 8252).</summary>
public sealed class OwnIssuerCodeTests(Services services) : IAsyncLifetime
{
    const string Desk = "http://127.0.0.1/signed-in";
    const string Here = "http://127.0.0.1:53121/signed-in";
    const string Verifier = "a-verifier-that-is-as-long-as-it-has-to-be-and-no-secret-of-anybodys";

    static readonly string Challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    readonly ShopTopology _shop = new();
    RunningGateway _gateway = null!;
    HttpClient _browser = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await OwnIssuer.StartAsync(services, await services.NewDatabaseAsync(), _shop);
        _browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _gateway.Address };
        await _gateway.AddPersonAsync("ada", [Role.Viewer, Role.Auditor]);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task An_application_acts_for_somebody_with_no_more_roles_than_both_have_until_one_is_taken_out()
    {
        await AddAsync("desk", [Role.Viewer, Role.Administrator], Desk);
        using (var shown = await _browser.GetAsync(Asked()))
        {
            var page = await shown.Content.ReadAsStringAsync();
            page.ShouldContain("desk wants to act for you");
            page.ShouldContain("http://127.0.0.1:53121");
            shown
                .Headers.GetValues("Content-Security-Policy")
                .ShouldHaveSingleItem()
                .ShouldContain("form-action 'self' http://127.0.0.1:53121");
        }

        var back = await DecideAsync(Asked(), "ada");
        back.GetLeftPart(UriPartial.Path).ShouldBe(Here);
        var query = HttpUtility.ParseQueryString(back.Query);
        (query["state"], query["iss"]).ShouldBe(("s&<\"1", _gateway.Address.AbsoluteUri));
        var (access, refresh) = Person.Tokens(await RedeemAsync(query["code"]!));
        new JsonWebToken(access).Claims.Where(c => c.Type == "roles").Select(c => c.Value).ShouldBe(["viewer"]);
        (await _gateway.CallAsync(access)).ShouldBe(HttpStatusCode.OK);
        var (again, next) = Person.Tokens(await RefreshAsync("desk", refresh));
        (await _gateway.CallAsync(again)).ShouldBe(HttpStatusCode.OK);
        Person.ErrorOf(await RefreshAsync("streaming-cli", next)).ShouldBe("invalid_grant", "it is another program's");

        await _gateway.RunAsync(new RemoveClientOperation(), new RemoveClientRequest("desk"));
        await Eventually.TrueAsync(
            async () => await _gateway.CallAsync(access) == HttpStatusCode.Unauthorized,
            "the gateway hears that the program is gone"
        );
        await _gateway.Log.FlushAsync();
        var calls = await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest());
        calls.ShouldContain(c => c.Operation == "issuer.approve" && c.Who == "ada (user)" && c.Outcome == "done");
        calls.ShouldContain(c => c.Operation == "topology.list" && c.Who == "ada (user)");
    }

    [Fact]
    public async Task Who_refuses_or_is_not_known_gives_no_code()
    {
        await AddAsync("desk", [Role.Viewer], Desk);
        HttpUtility
            .ParseQueryString((await DecideAsync(Asked(), "", "refuse")).Query)
            .ShouldSatisfyAllConditions(q => q["error"].ShouldBe("access_denied"), q => q["code"].ShouldBeNull());
        HttpUtility.ParseQueryString((await ToAsync(Asked(("prompt", "none")))).Query)["error"].ShouldBe("login_required");
        using var wrong = await PostAsync(Asked(), "ada", "approve", "wrong number 1");
        wrong.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        wrong.Headers.Location.ShouldBeNull();
    }

    /// <summary>ASVS 10.4.1: a code goes to an address that was declared, to the letter; on the machine itself at any port.</summary>
    [Fact]
    public async Task ASVS_10_4_1_codes_go_to_declared_addresses_alone()
    {
        await AddAsync("desk", [Role.Viewer], Desk, "https://desk.example.com/signed-in", "com.example.desk:/signed-in");
        foreach (var good in new[] { Desk, Here, "https://desk.example.com/signed-in", "com.example.desk:/signed-in" })
            (await StatusAsync(Asked(("redirect_uri", good)))).ShouldBe(HttpStatusCode.OK, good);
        foreach (
            var bad in new[]
            {
                "https://desk.example.com/signed-in/",
                "https://desk.example.com/signed-in?x=1",
                "https://desk.example.com:444/signed-in",
                "http://desk.example.com/signed-in",
                "https://desk.example.com.evil.example/signed-in",
                "https://desk.example.com/signed-in/../x",
                "http://127.0.0.1:53121/other",
                "http://127.0.0.1:53121/signed-in?x=1",
                "http://127.0.0.1:53121@evil.example/signed-in",
                "http://[::1]:53121/signed-in",
                "http://localhost:53121/signed-in",
                "https://127.0.0.1:53121/signed-in",
                "com.example.desk:/other",
                "",
            }
        )
        {
            using var refused = await _browser.GetAsync(Asked(("redirect_uri", bad)));
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, bad);
            refused.Headers.Location.ShouldBeNull(bad);
        }
    }

    /// <summary>ASVS 10.4.2, 10.4.3: a code opens once and soon; whoever shows it again ends what came of it.</summary>
    [Fact]
    public async Task ASVS_10_4_2_and_10_4_3_a_code_holds_once_and_for_a_minute()
    {
        Application.Issuing.TokenLives.Code.ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(1));
        await AddAsync("desk", [Role.Viewer], Desk);
        var code = HttpUtility.ParseQueryString((await DecideAsync(Asked(), "ada")).Query)["code"]!;
        var (access, refresh) = Person.Tokens(await RedeemAsync(code));
        Person.ErrorOf(await RedeemAsync(code)).ShouldBe("invalid_grant");
        Person.ErrorOf(await RefreshAsync("desk", refresh)).ShouldBe("invalid_grant");
        await Eventually.TrueAsync(
            async () => await _gateway.CallAsync(access) == HttpStatusCode.Unauthorized,
            "the gateway hears that it was taken back"
        );
    }

    /// <summary>ASVS 10.4.6: PKCE always, by S256 alone; the code is of no use to whoever has not the verifier.</summary>
    [Fact]
    public async Task ASVS_10_4_6_codes_are_for_those_who_asked_for_them()
    {
        await AddAsync("desk", [Role.Viewer], Desk);
        foreach (
            var change in new (string, string?)[]
            {
                ("code_challenge", null),
                ("code_challenge_method", "plain"),
                ("code_challenge_method", null),
                ("response_type", "token"),
                ("response_mode", "fragment"),
                ("response_mode", "form_post"),
            }
        )
        {
            using var refused = await _browser.GetAsync(Asked(change));
            var error = refused.Headers.Location is { } back ? HttpUtility.ParseQueryString(back.Query)["error"] : null;
            (refused.StatusCode == HttpStatusCode.BadRequest || error is not null).ShouldBeTrue($"{change}: {refused.StatusCode}");
        }

        var code = HttpUtility.ParseQueryString((await DecideAsync(Asked(), "ada")).Query)["code"]!;
        Person.ErrorOf(await RedeemAsync(code, "another-verifier-that-is-as-long-as-it-has-to-be-and-no-more")).ShouldBe("invalid_grant");
    }

    /// <summary>ASVS 10.4.10: a program that can keep a secret shows it for each code.</summary>
    [Fact]
    public async Task ASVS_10_4_10_who_has_a_secret_shows_it_and_has_no_tokens_for_itself()
    {
        var web = await _gateway.RunAsync(
            new AddClientOperation(),
            new AddClientRequest("web", [Role.Viewer], RedirectUris: ["https://web.example.com/in"])
        );
        var asked = Asked(("client_id", "web"), ("redirect_uri", "https://web.example.com/in"));
        var code = HttpUtility.ParseQueryString((await DecideAsync(asked, "ada")).Query)["code"]!;
        (string, string)[] form =
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", "https://web.example.com/in"),
            ("code_verifier", Verifier),
            ("client_id", "web"),
        ];
        Person.ErrorOf(await _gateway.FormAsync("token", form)).ShouldBe("invalid_client");
        Person.Tokens(await _gateway.FormAsync("token", [.. form, ("client_secret", web.Secret!)]));
        Person
            .ErrorOf(
                await _gateway.FormAsync(
                    "token",
                    ("grant_type", "client_credentials"),
                    ("client_id", "web"),
                    ("client_secret", web.Secret!)
                )
            )
            .ShouldBe("unauthorized_client");
    }

    /// <summary>OpenID Connect Core 1.0, sections 3.1.3.6 and 5.3: who signed in, for whom, when, and for which request.</summary>
    [Fact]
    public async Task A_program_that_asks_who_signs_in_is_told_in_an_id_token_and_by_userinfo()
    {
        await AddAsync("desk", [Role.Viewer], Desk);
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var asked = Asked(("scope", "openid profile offline_access"), ("nonce", "n-0S6"));
        (await _browser.GetStringAsync(asked)).ShouldContain("learns who you are");
        var (status, body) = await RedeemAsync(HttpUtility.ParseQueryString((await DecideAsync(asked, "ada")).Query)["code"]!);
        status.ShouldBe(200, $"{body}");
        var told = await ReadAsync(body.GetProperty("id_token").GetString()!, "desk");
        (told.Subject, told.GetClaim("nonce").Value, told.GetClaim("preferred_username").Value).ShouldBe(("user:ada", "n-0S6", "ada"));
        var signedIn = long.Parse(told.GetClaim("auth_time").Value);
        signedIn.ShouldBeInRange(before - 1, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1);
        var access = body.GetProperty("access_token").GetString()!;
        new JsonWebToken(access).Claims.Select(c => c.Type).ShouldNotContain("preferred_username");

        var info = JsonDocument.Parse(await UserInfoAsync(access)).RootElement;
        info.EnumerateObject()
            .Where(m => m.Name is not ("iss" or "aud"))
            .Select(m => (m.Name, m.Value.GetString()))
            .ShouldBe([("sub", "user:ada"), ("preferred_username", "ada")]);
        // With the next token, they have not signed in again.
        var (_, again) = await RefreshAsync("desk", body.GetProperty("refresh_token").GetString()!);
        (await ReadAsync(again.GetProperty("id_token").GetString()!, "desk")).GetClaim("auth_time").Value.ShouldBe($"{signedIn}");

        // ASVS 9.2.2: what says who somebody is opens nothing.
        (await _gateway.CallAsync(body.GetProperty("id_token").GetString()!)).ShouldBe(HttpStatusCode.Unauthorized);
        await _gateway.RunAsync(new RemoveClientOperation(), new RemoveClientRequest("desk"));
        await Eventually.TrueAsync(async () => await UserInfoAsync(access) == "401", "userinfo hears that the program is gone");
    }

    [Fact]
    public async Task Who_does_not_ask_who_signs_in_is_not_told()
    {
        await AddAsync("desk", [Role.Viewer], Desk);
        var (_, body) = await RedeemAsync(HttpUtility.ParseQueryString((await DecideAsync(Asked(), "ada")).Query)["code"]!);
        body.TryGetProperty("id_token", out _).ShouldBeFalse();
        (await UserInfoAsync(body.GetProperty("access_token").GetString()!)).ShouldBe("403");
        var itself = await _gateway.ClientAsync("till", [Role.Viewer]);
        (await UserInfoAsync(await _gateway.TokenAsync(itself))).ShouldBe("401");
    }

    /// <summary>What is promised to programs that only know the address.</summary>
    [Fact]
    public async Task The_published_configuration_says_what_holds()
    {
        var said = await _gateway.GetAsync("/.well-known/openid-configuration");
        string[] List(string member) => [.. said.GetProperty(member).EnumerateArray().Select(v => v.GetString()!)];
        List("scopes_supported").ShouldBe([.. RoleWords.All, "openid", "profile", "offline_access"], ignoreOrder: true);
        List("claims_supported")
            .ShouldBe(["iss", "sub", "aud", "exp", "iat", "roles", "topologies", "auth_time", "preferred_username"], ignoreOrder: true);
        List("id_token_signing_alg_values_supported").ShouldBe(["ES256"]);
        List("response_types_supported").ShouldBe(["code"]);
        List("code_challenge_methods_supported").ShouldBe(["S256"]);
        List("subject_types_supported").ShouldBe(["public"]);
        foreach (var endpoint in said.EnumerateObject().Where(m => m.Name.EndsWith("_endpoint", StringComparison.Ordinal)))
        {
            using var answer = await _browser.GetAsync(endpoint.Value.GetString());
            answer.StatusCode.ShouldNotBe(HttpStatusCode.NotFound, endpoint.Name);
        }
    }

    [Theory]
    [InlineData("http://desk.example.com/in")]
    [InlineData("https://desk.example.com/in#there")]
    [InlineData("https://*.example.com/in")]
    [InlineData("https://ada@desk.example.com/in")]
    [InlineData("http://localhost/in")]
    [InlineData("javascript:alert(1)")]
    [InlineData("signed-in")]
    public async Task Addresses_where_others_could_listen_are_not_declared(string address) =>
        (await Should.ThrowAsync<StreamingException>(() => AddAsync("desk", [Role.Viewer], address))).Message.ShouldContain("redirect URI");

    [Fact]
    public async Task A_library_of_another_hand_signs_somebody_in_by_a_browser()
    {
        Assert.SkipUnless(DebianPython.Has("oauthlib"), "needs oauthlib: apt-get install python3-oauthlib");
        await AddAsync("desk", [Role.Viewer], Desk);
        var script = Path.Combine(AppContext.BaseDirectory, "Foreign", "code_by_oauthlib.py");
        var (output, error) = await ForeignProgram.RunAsync([
            DebianPython.Program,
            script,
            _gateway.Address.AbsoluteUri,
            "desk",
            Here,
            "ada",
            Person.Password,
            "v1/topologies",
        ]);
        output.Trim().ShouldBe("200 200", error);
    }

    Task<AddedClient> AddAsync(string name, Role[] roles, params string[] redirects) =>
        _gateway.RunAsync(new AddClientOperation(), new AddClientRequest(name, roles, RedirectUris: redirects, Public: true));

    /// <summary>An ID token, by the rules for those who trust the issuer.</summary>
    async Task<JsonWebToken> ReadAsync(string token, string audience)
    {
        var keys = new JsonWebKeySet(await _browser.GetStringAsync("/.well-known/jwks"));
        var read = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = _gateway.Address.AbsoluteUri,
                ValidAudience = audience,
                IssuerSigningKeys = keys.GetSigningKeys(),
                ValidAlgorithms = ["ES256"],
                ValidTypes = ["JWT"],
            }
        );
        read.IsValid.ShouldBeTrue($"{read.Exception}");
        return (JsonWebToken)read.SecurityToken;
    }

    /// <summary>What userinfo tells, or its status.</summary>
    async Task<string> UserInfoAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await _browser.SendAsync(request);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : $"{(int)answer.StatusCode}";
    }

    /// <summary>Where an application sends somebody, with some of it changed.</summary>
    static string Asked(params (string Name, string? Value)[] changes)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["response_type"] = "code",
            ["client_id"] = "desk",
            ["redirect_uri"] = Here,
            ["scope"] = "offline_access",
            ["state"] = "s&<\"1",
            ["code_challenge"] = Challenge,
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
            all[name] = value;
        return "/connect/authorize?"
            + string.Join('&', all.Where(p => p.Value is not null).Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value!)}"));
    }

    async Task<HttpStatusCode> StatusAsync(string asked)
    {
        using var answer = await _browser.GetAsync(asked);
        return answer.StatusCode;
    }

    async Task<Uri> ToAsync(string asked)
    {
        using var answer = await _browser.GetAsync(asked);
        return answer.Headers.Location.ShouldNotBeNull();
    }

    async Task<Uri> DecideAsync(string asked, string name, string decision = "approve")
    {
        using var answer = await PostAsync(asked, name, decision);
        return answer.Headers.Location.ShouldNotBeNull($"{answer} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>The form as the page has it: everything that was asked, again.</summary>
    async Task<HttpResponseMessage> PostAsync(string asked, string name, string decision, string password = Person.Password)
    {
        var page = await _browser.GetStringAsync(asked);
        var fields = page.Split("type=\"hidden\" name=\"")
            .Skip(1)
            .Select(field => field.Split('"'))
            .Select(field => KeyValuePair.Create(WebUtility.HtmlDecode(field[0]), WebUtility.HtmlDecode(field[2])));
        using var form = new FormUrlEncodedContent([
            .. fields,
            KeyValuePair.Create("username", name),
            KeyValuePair.Create("password", password),
            KeyValuePair.Create("decision", decision),
        ]);
        return await _browser.PostAsync("/connect/authorize", form);
    }

    Task<(int Status, JsonElement Body)> RedeemAsync(string code, string verifier = Verifier) =>
        _gateway.FormAsync(
            "token",
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", Here),
            ("code_verifier", verifier),
            ("client_id", "desk")
        );

    Task<(int Status, JsonElement Body)> RefreshAsync(string client, string refresh) =>
        _gateway.FormAsync("token", ("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", client));
}
