using System.Text;
using System.Text.Json;
using Streaming.Gateway.Tests.Setup;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>What is sent again under the same key is on the topic once, whichever gateway is asked.</summary>
public sealed class IdempotencyTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    RunningGateway _gateway = null!;
    RunningGateway _other = null!;

    string Events => $"/v1/topologies/{_shop.Name}/events";

    public async ValueTask InitializeAsync()
    {
        var database = await services.NewDatabaseAsync();
        _gateway = await RunningGateway.StartAsync(services, database, [_shop.File], jobs: 0);
        _other = await RunningGateway.StartAsync(services, database, [_shop.File], jobs: 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _other.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_retry_gets_the_same_answer_here_and_elsewhere_and_writes_nothing()
    {
        var body = $"[{Order(2)},{Order(1)}]";
        var answer = await SendAsync(_gateway, "k1", body);
        foreach (var gateway in new[] { _gateway, _other, _gateway, _other })
            (await SendAsync(gateway, "k1", body)).GetRawText().ShouldBe(answer.GetRawText());
        (await SendAsync(_other, "\"k1\"", body)).GetRawText().ShouldBe(answer.GetRawText());
        Records().Count.ShouldBe(2);
        (await SendAsync(_gateway, "k2", body)).GetRawText().ShouldNotBe(answer.GetRawText());
        Records().Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_key_that_comes_with_other_records_is_a_mistake()
    {
        await SendAsync(_gateway, "k", Order(1));
        foreach (var gateway in new[] { _gateway, _other })
            (await SendAsync(gateway, "k", Order(2), 422)).GetProperty("code").GetString().ShouldBe("mismatch");
        Records().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_refused_uses_no_key_up()
    {
        await SendAsync(_gateway, "k", "{}", 400);
        await SendAsync(_gateway, "k", Order(1));
        await SendAsync(_gateway, "", Order(1), 400);
        await SendAsync(_gateway, "two words", Order(1), 400);
        await SendAsync(_gateway, new string('k', 256), Order(1), 400);
        await SendAsync(_gateway, "k", Order(1), 400, "application/x-ndjson");
        Records().ShouldHaveSingleItem();
    }

    /// <summary>Two gateways are asked for the same at the same time: each key is written once, and both say where.</summary>
    [Fact]
    public async Task Retries_that_race_on_two_gateways_write_once()
    {
        // From the second key of a partition on, each gateway has read what the other one had written before, and no more.
        const int Keys = 24;
        for (var i = 0; i < Keys; i++)
        {
            var answers = await Task.WhenAll(
                new[] { _gateway, _other, _gateway, _other }.Select(gateway => SendAsync(gateway, $"k{i}", Order(i)))
            );
            answers.Select(a => a.GetRawText()).Distinct().ShouldHaveSingleItem();
        }

        Records().Select(r => Encoding.UTF8.GetString(r.Value!)).ShouldBe(Enumerable.Range(0, Keys).Select(Order), ignoreOrder: true);
    }

    async Task<JsonElement> SendAsync(RunningGateway gateway, string key, string body, int status = 200, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Events) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await RunningGateway.JsonAsync(await gateway.Client.SendAsync(request), status);
    }

    /// <summary>Committed ones, promises apart.</summary>
    List<KafkaRecord> Records()
    {
        var kafka = new KafkaConnection(services.Kafka);
        using var admin = new KafkaAdmin(kafka);
        using var reader = new TopicReader(kafka);
        return [.. reader.ReadAll(admin.PartitionsOf($"{_shop.Name}.orders"), CancellationToken.None).Where(r => r.Value is not null)];
    }

    static string Order(int i) => $$"""{"id":"o{{i}}","at":"2026-03-04T10:00:{{i % 60:00}}Z","customer":"c{{i % 5}}","amount":{{i}}}""";
}
