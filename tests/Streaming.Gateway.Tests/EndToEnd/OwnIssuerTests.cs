using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.IdentityModel.JsonWebTokens;
using Streaming.Application.ListClients;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Application.RemoveClient;
using Streaming.Application.RotateIssuerKeys;
using Streaming.Application.VerifyIssuer;
using Streaming.Embedded.Kafka.Tests.Matrix;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Tokens that the gateway issues itself, for programs that act for themselves.</summary>
public sealed class OwnIssuerTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _gateway = await OwnIssuer.StartAsync(services, _database, _shop);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_programs_token_opens_what_its_roles_are_for_until_it_is_taken_out()
    {
        var till = await _gateway.ClientAsync("till-7", [Role.Viewer, Role.Auditor], _shop.Name);
        using var caller = _gateway.ClientOf(await _gateway.TokenAsync(till));
        (await caller.GetAsync($"/v1/topologies/{_shop.Name}/drawing")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await caller.GetAsync($"/v1/topologies/{_shop.Name}/records?key=1")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await caller.GetAsync("/v1/topologies/another/drawing")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await caller.GetAsync("/v1/clients")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // Nobody without a token, and keys hold beside them.
        (await _gateway.Client.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var key = _gateway.ClientOf((await _gateway.KeyAsync([Role.Administrator])).Key);
        var list = await key.GetStringAsync("/v1/clients");
        list.ShouldContain("\"name\":\"till-7\"");
        list.ShouldNotContain(till.Secret!);

        (await _gateway.RunAsync(new RemoveClientOperation(), new RemoveClientRequest("till-7"))).RemovedAt.ShouldNotBeNull();
        await Eventually.TrueAsync(
            async () => (await caller.GetAsync($"/v1/topologies/{_shop.Name}/drawing")).StatusCode == HttpStatusCode.Unauthorized,
            "the gateway hears that the program is gone"
        );
        var (status, refused) = await AskAsync(till.Name, till.Secret!);
        (status, refused.GetProperty("error").GetString()).ShouldBe((401, "invalid_client"));

        await _gateway.Log.FlushAsync();
        var calls = await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest());
        calls.ShouldContain(c =>
            c.Operation == "issuer.token" && c.Who == "till-7 (client)" && c.Outcome == "done" && c.Address == "127.0.0.1"
        );
        calls.ShouldContain(c => c.Operation == "issuer.token" && c.Who == null && c.Outcome == "invalid_client");
        calls.ShouldContain(c => c.Operation == "topology.draw" && c.Who == "till-7 (client)" && c.Outcome == "done");
        calls.ShouldContain(c => c.Operation == "authenticate.token" && c.Outcome == "gone");
        calls.ShouldContain(c => c.Operation == "client.add" && c.About == $"till-7: viewer auditor in {_shop.Name}");
    }

    [Fact]
    public async Task A_library_of_another_hand_gets_a_token_and_calls_with_it()
    {
        Assert.SkipUnless(DebianPython.Has("oauthlib"), "needs oauthlib: apt-get install python3-oauthlib");
        var till = await _gateway.ClientAsync("till", [Role.Viewer, Role.Auditor]);
        var script = Path.Combine(AppContext.BaseDirectory, "Foreign", "token_by_oauthlib.py");
        var (output, error) = await ForeignProgram.RunAsync([
            DebianPython.Program,
            script,
            _gateway.Address.AbsoluteUri,
            till.Name,
            till.Secret!,
            "v1/topologies",
        ]);
        output.Trim().ShouldBe("viewer 200", error);
    }

    /// <summary>ASVS 10.4.11: a program has no more than it asks for, and no more than it may have, whatever it asks for.</summary>
    [Fact]
    public async Task ASVS_10_4_11_a_token_has_the_roles_that_are_asked_for_and_no_others()
    {
        var till = await _gateway.ClientAsync("till", [Role.Viewer, Role.Auditor]);
        RolesOf(await _gateway.TokenAsync(till)).ShouldBe(["viewer", "auditor"], ignoreOrder: true);
        RolesOf(await _gateway.TokenAsync(till, "viewer")).ShouldBe(["viewer"]);
        RolesOf(await _gateway.TokenAsync(till, "viewer administrator")).ShouldBe(["viewer"]);
        RolesOf(await _gateway.TokenAsync(till, "administrator")).ShouldBeEmpty();
        using var viewer = _gateway.ClientOf(await _gateway.TokenAsync(till, "viewer"));
        (await viewer.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await viewer.GetAsync("/v1/access")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>ASVS 10.4.4, 10.4.10: no grant by password or in an address, and who has a secret shows it.</summary>
    [Fact]
    public async Task ASVS_10_4_4_and_10_4_10_only_safe_grants_are_there_and_secrets_are_shown()
    {
        var about = await _gateway.GetAsync("/.well-known/openid-configuration");
        about.GetProperty("issuer").GetString().ShouldBe(_gateway.Address.AbsoluteUri);
        Texts(about, "grant_types_supported").ShouldNotContain("password");
        Texts(about, "grant_types_supported").ShouldNotContain("implicit");
        var till = await _gateway.ClientAsync("till", [Role.Viewer]);
        foreach (
            var (error, form) in new (string, (string, string)[])[]
            {
                ("unsupported_grant_type", [("grant_type", "password"), ("username", "ada"), ("password", "x")]),
                ("invalid_client", [("grant_type", "client_credentials"), ("client_id", "till"), ("client_secret", till.Secret![..^1])]),
                ("invalid_client", [("grant_type", "client_credentials"), ("client_id", "nobody"), ("client_secret", till.Secret!)]),
                ("invalid_request", [("grant_type", "client_credentials"), ("client_id", "till")]),
                ("invalid_request", [("grant_type", "client_credentials")]),
            }
        )
        {
            var (status, body) = await _gateway.FormAsync("token", [("scope", "viewer"), .. form]);
            status.ShouldBeInRange(400, 401, error);
            body.GetProperty("error").GetString().ShouldBe(error);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]),
        };
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"till:{till.Secret!}")));
        (await _gateway.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>RFC 7009 and RFC 7662: who has a token asks whether it holds, and takes it back; other programs learn nothing.</summary>
    [Fact]
    public async Task A_token_that_is_taken_back_opens_nothing_within_a_second()
    {
        var till = await _gateway.ClientAsync("till", [Role.Viewer]);
        var other = await _gateway.ClientAsync("other", [Role.Viewer]);
        var token = await _gateway.TokenAsync(till);
        using var caller = _gateway.ClientOf(token);
        (await caller.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await HoldsAsync(till, token)).ShouldBeTrue();
        (await HoldsAsync(other, token)).ShouldBeFalse();

        // Another's token is answered as one that is none: 200 (RFC 7009, 2.2), and nothing done.
        await _gateway.FormAsync("revoke", ("token", token), ("client_id", "other"), ("client_secret", other.Secret!));
        (await HoldsAsync(till, token)).ShouldBeTrue();
        (await _gateway.FormAsync("revoke", ("token", token), ("client_id", "till"), ("client_secret", till.Secret!))).Status.ShouldBe(200);
        (await HoldsAsync(till, token)).ShouldBeFalse();
        await Eventually.TrueAsync(
            async () => (await caller.GetAsync("/v1/topologies")).StatusCode == HttpStatusCode.Unauthorized,
            "the gateway hears that the token was taken back"
        );
        await _gateway.Log.FlushAsync();
        (await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "authenticate.token")))
            .Select(c => c.Outcome)
            .ShouldBe(["revoked"]);
    }

    [Fact]
    public async Task Keys_are_shared_by_servers_outlive_them_and_are_renewed()
    {
        var till = await _gateway.ClientAsync("till", [Role.Viewer]);
        var token = await _gateway.TokenAsync(till);
        var kid = new JsonWebToken(token).Kid;
        (await KidsAsync(_gateway)).ShouldBe([kid]);
        var address = _gateway.Address.AbsoluteUri;
        await using (var second = await OwnIssuer.StartAsync(services, _database, _shop, address))
        {
            (await KidsAsync(second)).ShouldBe([kid]);
            using var there = second.ClientOf(token);
            (await there.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);

            // New keys are published before they sign, and the ones before hold on.
            await _gateway.RunAsync(new RotateIssuerKeysOperation(), new RotateIssuerKeysRequest());
            await Eventually.TrueAsync(async () => (await KidsAsync(second)).Count == 2, "new keys are made");
            await Eventually.TrueAsync(async () => (await KidsAsync(_gateway)).Count == 2, "the other server has read of them");
            (await KidsAsync(second)).ShouldBe(await KidsAsync(_gateway), ignoreOrder: true);
            new JsonWebToken(await second.TokenAsync(till)).Kid.ShouldBe(kid);
            (await there.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);

            // At once: nothing before them holds.
            await _gateway.RunAsync(new RotateIssuerKeysOperation(), new RotateIssuerKeysRequest(AtOnce: true));
            await Eventually.TrueAsync(
                async () => (await there.GetAsync("/v1/topologies")).StatusCode == HttpStatusCode.Unauthorized,
                "the keys before hold no longer"
            );
            var anew = await second.TokenAsync(till);
            (await KidsAsync(second)).ShouldBe([new JsonWebToken(anew).Kid]);
            using var again = second.ClientOf(anew);
            (await again.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var verified = await _gateway.RunAsync(new VerifyIssuerOperation(), new VerifyIssuerRequest());
        verified.Faults.ShouldBeEmpty();
        (verified.Sound, verified.Histories).ShouldBe((true, 2), "a client and the keys");
    }

    /// <summary>ASVS 13.3.1: what lies in the database opens nothing without a secret that is not there.</summary>
    [Fact]
    public async Task ASVS_13_3_1_keys_cannot_be_used_without_the_secret()
    {
        (
            await Should.ThrowAsync<StreamingException>(() =>
                OwnIssuer.StartAsync(services, _database, _shop, secret: new byte[Issuing.EmbeddedIssuer.SecretLength])
            )
        ).Message.ShouldContain("another secret");
    }

    [Fact]
    public async Task A_program_whose_history_was_altered_gets_no_tokens_and_is_named()
    {
        var till = await _gateway.ClientAsync("till", [Role.Viewer]);
        await using (var source = Npgsql.NpgsqlDataSource.Create(_database))
        {
            await using var command = source.CreateCommand(
                "update streaming_issuer.mt_events set data = jsonb_set(data, '{Made,Roles}', '[\"administrator\"]')"
                    + " where stream_id = 'client/till'"
            );
            (await command.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        (await AskAsync(till.Name, till.Secret!)).Status.ShouldBe(401);
        (await _gateway.RunAsync(new ListClientsOperation(), new ListClientsRequest())).ShouldBeEmpty();
        (await _gateway.RunAsync(new VerifyIssuerOperation(), new VerifyIssuerRequest()))
            .Faults.ShouldHaveSingleItem()
            .ShouldStartWith("client/till/");
    }

    [Fact]
    public async Task Whatever_is_sent_to_it_is_answered_without_a_fault()
    {
        var any = Gen.OneOf(
            Gen.Byte.Array[0, 200],
            Gen.String.Select(Encoding.UTF8.GetBytes),
            Gen.Select(Gen.String, Gen.String, (a, b) =>
                Encoding.UTF8.GetBytes(
                    $"grant_type=client_credentials&client_id={Uri.EscapeDataString(Clean(a))}"
                        + $"&client_secret={Uri.EscapeDataString(Clean(b))}&scope={b}"
                )
            )
        );
        string[] paths = ["token", "introspect", "revoke", "authorize", "device", "verify", "userinfo", "nothing"];
        var path = Gen.Int[0, paths.Length - 1].Select(i => paths[i]);
        await Gen.Select(any, path)
            .SampleAsync(
                async (body, at) =>
                {
                    using var content = new ByteArrayContent(body);
                    content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded");
                    using var answer = await _gateway.Client.PostAsync($"/connect/{at}", content);
                    ((int)answer.StatusCode).ShouldBeInRange(200, 499);
                },
                iter: 400,
                threads: 1
            );

        static string Clean(string text) => new([.. text.Where(c => !char.IsSurrogate(c))]);
    }

    [Theory]
    [InlineData("http://example.com")]
    [InlineData("https://example.com/path")]
    [InlineData("https://user@example.com")]
    [InlineData("example.com")]
    public void Passwords_go_to_no_address_that_others_can_listen_to(string address) =>
        Should.Throw<StreamingException>(() => new Issuing.EmbeddedIssuer(address, OwnIssuer.Secret)).Message.ShouldContain("https://");

    Task<(int Status, JsonElement Body)> AskAsync(string id, string secret) =>
        _gateway.FormAsync("token", ("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret));

    async Task<bool> HoldsAsync(Application.AddClient.AddedClient asking, string token)
    {
        var (status, body) = await _gateway.FormAsync(
            "introspect",
            ("token", token),
            ("client_id", asking.Name),
            ("client_secret", asking.Secret!)
        );
        status.ShouldBe(200);
        return body.GetProperty("active").GetBoolean();
    }

    static async Task<List<string>> KidsAsync(RunningGateway gateway) =>
        [
            .. (await gateway.GetAsync("/.well-known/jwks"))
                .GetProperty("keys")
                .EnumerateArray()
                .Select(k => k.GetProperty("kid").GetString()!),
        ];

    static List<string> RolesOf(string token) => [.. new JsonWebToken(token).Claims.Where(c => c.Type == "roles").Select(c => c.Value)];

    static List<string> Texts(JsonElement body, string name) => [.. body.GetProperty(name).EnumerateArray().Select(v => v.GetString()!)];
}
