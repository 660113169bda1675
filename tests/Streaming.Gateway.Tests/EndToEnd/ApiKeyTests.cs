using System.Net;
using System.Net.Http.Headers;
using Streaming.Application.CreateApiKey;
using Streaming.Application.ListApiKeys;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Application.RevokeApiKey;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;
using Streaming.Store.ApiKeys;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>A key from the day it is made to the day it is taken back.</summary>
public sealed class ApiKeyTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0, identity: true);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_key_opens_what_it_is_for_until_it_is_taken_back()
    {
        var first = await _gateway.KeyAsync([Role.Administrator]);
        using var admin = _gateway.ClientOf(first.Key);
        var made = await RunningGateway.JsonAsync(
            await admin.PostAsync(
                "/v1/api-keys",
                new StringContent(
                    $$"""{"name":"till-7","roles":["viewer"],"topologies":["{{_shop.Name}}"],"days":1}""",
                    MediaTypeHeaderValue.Parse("application/json")
                )
            ),
            200
        );
        using var till = _gateway.ClientOf(made.GetProperty("key").GetString()!);
        await Eventually.TrueAsync(
            async () => (await till.GetAsync($"/v1/topologies/{_shop.Name}/drawing")).StatusCode == HttpStatusCode.OK,
            "the key is known"
        );
        (await till.GetAsync("/v1/api-keys")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var list = await admin.GetStringAsync("/v1/api-keys");
        list.ShouldNotContain(made.GetProperty("key").GetString()!);
        list.ShouldContain($"\"created_by\":\"test (key {first.Id})\"");
        var id = made.GetProperty("id").GetString();
        (await admin.PostAsync($"/v1/api-keys/{id}/revoke", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.TrueAsync(
            async () => (await till.GetAsync($"/v1/topologies/{_shop.Name}/drawing")).StatusCode == HttpStatusCode.Unauthorized,
            "the key is heard of as taken back"
        );
        (await _gateway.RunAsync(new ListApiKeysOperation(), new ListApiKeysRequest()))
            .Single(k => k.Id == id)
            .State.ShouldBe(ApiKeyState.Revoked);
        (await admin.PostAsync("/v1/api-keys/none/revoke", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // Who, what and whence; of a key that holds no longer, too.
        await _gateway.Log.FlushAsync();
        var calls = await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest());
        calls.ShouldContain(c => c.Operation == "topology.draw" && c.Who == $"till-7 (key {id})" && c.Outcome == "done");
        calls.ShouldContain(c => c.Operation == "authenticate.key" && c.Who == $"till-7 (key {id})" && c.Outcome == "revoked");
        calls.ShouldContain(c => c.Operation == "apikey.create" && c.About == $"till-7: viewer in {_shop.Name}");
    }

    [Fact]
    public async Task What_is_no_key_that_holds_opens_nothing_and_says_no_more()
    {
        var key = (await _gateway.KeyAsync([Role.Viewer])).Key;
        using (var store = new ApiKeyStore(_database, TimeProvider.System))
        {
            // One whose time is over: none can be made so.
            var old = Application.Identity.ApiKeyText.Create();
            await store.AddAsync(new NewApiKey(old.Id, "old", old.Hash(), ["viewer"], DateTimeOffset.UnixEpoch));
            foreach (
                var (shown, outcome) in new[]
                {
                    (old.Text, "expired"),
                    (Application.Identity.ApiKeyText.Create().Text, "unknown"),
                    (key[..^1] + (key[^1] == 'a' ? 'b' : 'a'), "malformed"),
                    ("sp_", "malformed"),
                    ("", "malformed"),
                    (new string('x', 9000), "malformed"),
                }
            )
            {
                using var client = new HttpClient { BaseAddress = _gateway.Address };
                client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {shown}");
                using var answer = await client.GetAsync("/v1/topologies");
                answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"streaming\", error=\"invalid_token\"", outcome);
                (await RunningGateway.JsonAsync(answer, 401))
                    .GetProperty("detail")
                    .GetString()
                    .ShouldBe("What was shown as a token or a key does not hold here.");
            }
        }

        foreach (var header in new[] { $"Basic {key}", key, $"Bearer {key}, Bearer {key}" })
        {
            using var client = new HttpClient { BaseAddress = _gateway.Address };
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
            (await client.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, header);
        }

        await _gateway.Log.FlushAsync();
        var calls = await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "authenticate"));
        calls.Select(c => c.Outcome).Distinct().ShouldBe(["expired", "unknown", "malformed"], ignoreOrder: true);
        calls.Single(c => c.Outcome == "expired").Who.ShouldStartWith("old (key ");
        calls.ShouldAllBe(c => c.Address == "127.0.0.1");
    }

    /// <summary>ASVS 14.2.1: nothing secret stands in an address.</summary>
    [Fact]
    public async Task ASVS_14_2_1_a_key_in_the_query_is_refused_even_where_it_holds()
    {
        var key = (await _gateway.KeyAsync([Role.Viewer])).Key;
        using var client = _gateway.ClientOf(key);
        (await client.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var query in new[] { $"key={key}", $"access_token={key}", "ACCESS_TOKEN=x" })
            (await client.GetAsync($"/v1/topologies?{query}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, query);
    }

    /// <summary>Where nobody has to say who they are, a key that is shown counts all the same.</summary>
    [Fact]
    public async Task A_key_narrows_what_its_holder_may_on_this_machine_too()
    {
        await using var open = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
        (await open.Client.GetAsync("/v1/access")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var viewer = open.ClientOf((await open.KeyAsync([Role.Viewer])).Key);
        (await viewer.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await viewer.GetAsync("/v1/access")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var stranger = open.ClientOf("nonsense");
        (await stranger.GetAsync("/v1/topologies")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>ASVS 16.5.3: with nobody to ask, nobody is let in.</summary>
    [Fact]
    public async Task ASVS_16_5_3_where_keys_cannot_be_read_nobody_is_let_in()
    {
        var key = (await _gateway.KeyAsync([Role.Viewer])).Key;
        await using (var source = Npgsql.NpgsqlDataSource.Create(_database))
        {
            await using var command = source.CreateCommand("alter schema streaming_identity rename to gone");
            await command.ExecuteNonQueryAsync();
        }

        using var client = _gateway.ClientOf(key);
        ((int)(await client.GetAsync("/v1/topologies")).StatusCode).ShouldBeGreaterThanOrEqualTo(400);
    }

    [Theory]
    [InlineData("", "viewer", 1, "is no name")]
    [InlineData("a b", "viewer", 1, "is no name")]
    [InlineData("a", "", 1, "opens nothing")]
    [InlineData("a", "viewer", 0, "1 to 365")]
    [InlineData("a", "viewer", 366, "1 to 365")]
    public async Task What_cannot_be_a_key_is_refused(string name, string role, int days, string why)
    {
        var request = new CreateApiKeyRequest(name, [.. RoleWords.Known([role])], null, days);
        (
            await Should.ThrowAsync<Topology.StreamingException>(() => _gateway.RunAsync(new CreateApiKeyOperation(), request))
        ).Message.ShouldContain(why);
    }
}
