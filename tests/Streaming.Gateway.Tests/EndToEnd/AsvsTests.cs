using System.Net;
using System.Text;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Gateway.Routes;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Lines of OWASP ASVS 5.0 that no other test is about, by their numbers.</summary>
public sealed class AsvsTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    RunningGateway _gateway = null!;
    HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0, identity: true);
        _client = _gateway.ClientOf((await _gateway.KeyAsync(Enum.GetValues<Role>())).Key);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    /// <summary>3.4.2: no site is let read answers, and no browser is told that one may.</summary>
    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task ASVS_3_4_2_a_browser_that_asks_for_another_site_is_told_no(string origin)
    {
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/jobs");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await _client.SendAsync(preflight);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        answer.Headers.Where(h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    /// <summary>3.5.1, 3.5.2: what a form of another site can send without being asked changes nothing, whosever browser it is.</summary>
    [Fact]
    public async Task ASVS_3_5_1_and_3_5_2_no_form_can_make_a_call()
    {
        foreach (var route in RouteTable.All.Where(r => r.Method == "POST"))
        {
            foreach (var type in new[] { "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x" })
            {
                using var form = new HttpRequestMessage(HttpMethod.Post, PathOf(route)) { Content = new StringContent("{}") };
                form.Content.Headers.Remove("Content-Type");
                form.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                using var sent = await _client.SendAsync(form);
                // The Open Inference Protocol names no type, and its clients send none.
                if (route.Form != AnswerForm.Inference)
                    sent.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType, $"{route.Operation} by {type}");
            }

            using var elsewhere = new HttpRequestMessage(HttpMethod.Post, PathOf(route));
            elsewhere.Headers.Add("Sec-Fetch-Site", "cross-site");
            using var refused = await _client.SendAsync(elsewhere);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, route.Operation);
        }
    }

    /// <summary>4.4.2: a stream is no way around the rule for other sites.</summary>
    [Fact]
    public async Task ASVS_4_4_2_streams_are_not_opened_for_other_sites()
    {
        using var stream = new HttpRequestMessage(HttpMethod.Get, $"/v1/topologies/{_shop.Name}/predictions/stream");
        stream.Headers.Add("Origin", "https://evil.example");
        using var answer = await _client.SendAsync(stream, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>13.4.2 to 13.4.5: no tracing, no listings, no pages for those who look for faults, and no description for
    /// strangers.</summary>
    [Theory]
    [InlineData("TRACE", "/v1/jobs")]
    [InlineData("TRACK", "/v1/jobs")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v1/")]
    [InlineData("GET", "/proto/")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/swagger")]
    [InlineData("GET", "/debug/pprof")]
    [InlineData("GET", "/.git/config")]
    [InlineData("GET", "/web.config")]
    public async Task ASVS_13_4_nothing_is_shown_that_is_no_operation(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Add("X-Reflected", "canary");
        using var answer = await _client.SendAsync(request);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("canary");
        using var stranger = new HttpClient { BaseAddress = _gateway.Address };
        foreach (var description in new[] { "/openapi/v1.json", "/proto/streaming.proto" })
            (await stranger.GetAsync(description)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>16.2.1, 16.2.2, 16.4.1: an entry says who, what, when in UTC and whence, and what a caller writes into it stays one
    /// entry.</summary>
    [Fact]
    public async Task ASVS_16_2_1_and_16_4_1_an_entry_says_who_what_when_and_whence_and_cannot_be_forged()
    {
        const string forged = "because\"}],[{\"who\":\"root\",\u0085\u2028\u202e2026-01-01 root model.promote done";
        var before = TimeProvider.System.GetUtcNow().AddSeconds(-1);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/models/{_shop.Name}/promote");
        request.Headers.TryAddWithoutValidation("Streaming-Because", Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(forged)));
        request.Content = new StringContent("{\"version\": 1}", Encoding.UTF8, "application/json");
        using var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 };
        using var client = new HttpClient(handler) { BaseAddress = _gateway.Address };
        client.DefaultRequestHeaders.Authorization = _client.DefaultRequestHeaders.Authorization;
        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var entry = (
            await _gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest(Operation: "model.promote"))
        ).ShouldHaveSingleItem();
        entry.Who!.ShouldStartWith("test (key ");
        entry.Address.ShouldBe("127.0.0.1");
        entry.About.ShouldBe($"{_shop.Name} 1");
        entry.Why.ShouldBe(forged);
        entry.Outcome.ShouldBe("failed");
        entry.At.Offset.ShouldBe(TimeSpan.Zero);
        entry.At.ShouldBeInRange(before, TimeProvider.System.GetUtcNow());
    }

    /// <summary>16.5.1: what is told of a fault is a sentence that was written for it.</summary>
    [Fact]
    public async Task ASVS_16_5_1_a_fault_of_a_request_names_nothing_of_the_inside()
    {
        var answers = new[]
        {
            await _client.GetStringOfAsync($"/v1/topologies/{_shop.Name}/record?id=%00"),
            await _client.GetStringOfAsync("/v1/jobs/99999999999999999999"),
            await _client.GetStringOfAsync($"/v1/models/{_shop.Name}'--"),
            await _client.GetStringOfAsync($"/v1/topologies/{_shop.Name}/records?key=%00&limit=1"),
        };
        foreach (var answer in answers)
        {
            answer.ShouldMatch("^(200|400|404) ", answer);
            foreach (var inside in new[] { "Npgsql", "Exception", "   at ", "SELECT", "/tmp/", ".cs", "22021" })
                answer.ShouldNotContain(inside);
        }
    }

    string PathOf(OperationRoute route) => route.InPath.Aggregate(route.Path, (path, name) => path.Replace(
                $"{{{name}}}",
                name == "topology" ? _shop.Name
                    : name == "id" ? "1"
                    : "none"
            ));
}
