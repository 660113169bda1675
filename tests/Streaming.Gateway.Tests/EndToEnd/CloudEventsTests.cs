using System.Text;
using System.Text.Json;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>CloudEvents 1.0 over HTTP, in each of the content modes of its HTTP binding (1.0.2, section 3).</summary>
public sealed class CloudEventsTests(Services services) : IAsyncLifetime
{
    const string Structured = "application/cloudevents+json";
    const string Batched = "application/cloudevents-batch+json";

    readonly ShopTopology _shop = new(format: "cloudevents");
    RunningGateway _gateway = null!;

    string Events => $"/v1/topologies/{_shop.Name}/events";

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task Each_mode_is_scored()
    {
        _gateway.RunPipeline(_shop);
        await SendAsync(Structured, Envelope("structured"));
        await SendAsync($"{Batched}; charset=utf-8", $"[{Envelope("batched-1")},{Envelope("batched-2")}]");
        await SendAsync(
            "application/json",
            Order("binary"),
            200,
            ("ce-specversion", "1.0"),
            ("ce-id", "1"),
            ("ce-source", "/a%20b"),
            ("ce-type", "t")
        );
        await SendAsync("application/json", Order("plain"));
        var predicted = new List<JsonElement>();
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await _gateway.Client.GetAsync($"/v1/topologies/{_shop.Name}/predictions?from_beginning=true");
                if (!answer.IsSuccessStatusCode)
                    return false;
                var lines = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                predicted = [.. lines.Select(l => JsonDocument.Parse(l).RootElement)];
                return predicted.Count >= 5;
            },
            "five predictions"
        );
        predicted
            .Select(p => p.GetProperty("event_id").GetString())
            .ShouldBe(["structured", "batched-1", "batched-2", "binary", "plain"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"id":"1","source":"/s","type":"t","data":{"customer":"c"}}""", "missing-field", "specversion")]
    [InlineData("""{"specversion":"0.3","id":"1","source":"/s","type":"t","data":{"customer":"c"}}""", "not-allowed", "specversion")]
    [InlineData("""{"specversion":"1.0","id":"","source":"/s","type":"t","data":{"customer":"c"}}""", "wrong-type", "id")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":"text"}""", "not-an-object", "data")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data_base64":"AA=="}""", "wrong-type", "data_base64")]
    [InlineData("""{"specversion":"1.0","id":"1","source":"/s","type":"t","data":{}}""", "missing-field", "customer")]
    [InlineData("""{"specversion":"1.0","id":"1","id":"2","source":"/s","type":"t","data":{}}""", "malformed-json", null)]
    [InlineData("7", "not-an-object", null)]
    public async Task What_is_no_CloudEvent_with_fields_is_refused(string envelope, string reason, string? field)
    {
        var problem = await SendAsync(Batched, $"[{Envelope("fine")},{envelope}]", 400);
        var refused = problem.GetProperty("records").EnumerateArray().ShouldHaveSingleItem();
        refused.GetProperty("index").GetInt32().ShouldBe(1);
        refused.GetProperty("reason").GetString().ShouldBe(reason);
        refused.GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task A_mode_is_what_it_says_it_is()
    {
        await SendAsync(Structured, $"[{Envelope("1")}]", 400);
        await SendAsync(Batched, Envelope("1"), 400);
        await SendAsync("application/json", Order("1"), 400, ("ce-specversion", "1.0"), ("ce-id", "1"));
        await SendAsync(
            "application/json",
            $"[{Order("1")}]",
            400,
            ("ce-specversion", "1.0"),
            ("ce-id", "1"),
            ("ce-source", "/"),
            ("ce-type", "t")
        );
        using var plain = new ShopTopology();
        await using var gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [plain.File], jobs: 0);
        using var content = new StringContent(Envelope("1"), Encoding.UTF8, Structured);
        var answer = await gateway.Client.PostAsync($"/v1/topologies/{plain.Name}/events", content);
        (await RunningGateway.JsonAsync(answer, 400)).GetProperty("detail").GetString()!.ShouldContain("format: cloudevents");
    }

    /// <summary>The attributes are a part of what is published under a key.</summary>
    [Fact]
    public async Task Another_attribute_is_another_event()
    {
        (string, string)[] headers = [("ce-specversion", "1.0"), ("ce-source", "/"), ("ce-type", "t"), ("Idempotency-Key", "k")];
        await SendAsync("application/json", Order("1"), 200, [.. headers, ("ce-id", "1")]);
        await SendAsync("application/json", Order("1"), 200, [.. headers, ("ce-id", "1")]);
        await SendAsync("application/json", Order("1"), 422, [.. headers, ("ce-id", "2")]);
    }

    async Task<JsonElement> SendAsync(string type, string body, int status = 200, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Events)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await RunningGateway.JsonAsync(await _gateway.Client.SendAsync(request), status);
    }

    static string Envelope(string id) =>
        $$"""{"specversion":"1.0","id":"{{id}}","source":"/shop","type":"order","subject":"s","data":{{Order(id)}}}""";

    static string Order(string id) => $$"""{"id":"{{id}}","at":"2026-03-04T10:00:00Z","customer":"c1","amount":1}""";
}
