using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Streaming.Application.DecideEvent;
using Streaming.Application.FindRecord;
using Streaming.Gateway.Rpc.V1;
using Streaming.Gateway.Tests.Setup;
using Streaming.Kafka;
using Streaming.Topology;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>An event in, its decision out, by the way that all events go.</summary>
public sealed class DecideTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    RunningGateway _gateway = null!;

    string Path => $"/v1/topologies/{_shop.Name}/decide";

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0);

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task Whoever_asks_gets_the_decision_about_their_own_event()
    {
        await RunAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _gateway.PostAsync(Path, Order($"d{i}", i * 2))));
        for (var i = 0; i < answers.Length; i++)
        {
            var prediction = answers[i].GetProperty("prediction");
            prediction.GetProperty("event_id").GetString().ShouldBe($"d{i}");
            prediction.GetProperty("decision").GetString().ShouldBe(i * 2 > 100 ? "large" : "small");
        }

        answers.Select(a => a.GetProperty("record").GetRawText()).ShouldBeUnique();
        var found = await _gateway.RunAsync(new FindRecordOperation(), new FindRecordRequest(_shop.File, "d7"));
        found[0].LineageId.ShouldBe(answers[7].GetProperty("prediction").GetProperty("lineage_id").GetString());

        var decided = await _gateway.Rpc.CallAsync<DecideRequest, DecideResponse>(RpcCalls.Streaming, "Decide", Rpc("r1", 500));
        JsonDocument.Parse(decided.Prediction.Memory).RootElement.GetProperty("decision").GetString().ShouldBe("large");
    }

    [Fact]
    public async Task A_rejected_event_is_told_with_its_reason_and_place()
    {
        await RunAsync();
        var problem = await _gateway.PostAsync(Path, Order("n1", -5), 422);
        problem.GetProperty("code").GetString().ShouldBe("rejected");
        problem.GetProperty("reason").GetString().ShouldBe("out-of-range");
        problem.GetProperty("record").GetString()!.ShouldStartWith($"{_shop.Name}.orders/");
        var (code, _) = await _gateway.Rpc.FailAsync<DecideRequest, DecideResponse>(RpcCalls.Streaming, "Decide", Rpc("n2", -5));
        code.ShouldBe(StatusCode.FailedPrecondition);
        // What could not even be placed was not published.
        (await _gateway.PostAsync(Path, """{"amount":1}""", 400)).TryGetProperty("record", out _).ShouldBeFalse();
        await _gateway.PostAsync(Path, $"[{Order("n3", 1)},{Order("n4", 1)}]", 400);
    }

    [Fact]
    public async Task What_is_not_decided_in_time_is_told_with_its_place()
    {
        await _gateway.PostAsync(Path, Order("p0", 1), 404);
        var pipeline = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [_shop.File], jobs: 0);
        await RunAsync(pipeline);
        await pipeline.DisposeAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new StringContent(Order("p1", 1), Encoding.UTF8, "application/json"),
            Headers = { { "Prefer", "wait=1" } },
        };
        var problem = await RunningGateway.JsonAsync(await _gateway.Client.SendAsync(request), 504);
        problem.GetProperty("code").GetString().ShouldBe("pending");
        problem.GetProperty("record").GetString()!.ShouldStartWith($"{_shop.Name}.orders/");
        var (code, _) = await _gateway.Rpc.FailAsync<DecideRequest, DecideResponse>(
            RpcCalls.Streaming,
            "Decide",
            new DecideRequest(Rpc("p2", 1)) { WaitSeconds = 1 }
        );
        code.ShouldBe(StatusCode.DeadlineExceeded);
    }

    /// <summary>An outcome may be committed before its publisher knows where its record lies.</summary>
    [Fact]
    public async Task Outcomes_are_kept_while_somebody_publishes()
    {
        await RunAsync();
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var outcomes = await LiveOutcomes.OpenAsync(new KafkaConnection(services.Kafka), TopologyLoader.Load(_shop.File));
        using var publishing = outcomes.Publishing();
        // One customer's events are decided in their order.
        var (first, second) = (await SendAsync("k1"), await SendAsync("k2"));
        (await outcomes.OfAsync(second.Partition, second.Offset, enough.Token)).IsRejected.ShouldBeFalse();
        Encoding.UTF8.GetString((await outcomes.OfAsync(first.Partition, first.Offset, enough.Token)).Record.Value!).ShouldContain("k1");
    }

    async Task<(int Partition, long Offset)> SendAsync(string id)
    {
        var sent = await _gateway.PostAsync($"/v1/topologies/{_shop.Name}/events", Order(id, 1));
        var place = sent.GetProperty("records")[0];
        return (place.GetProperty("partition").GetInt32(), place.GetProperty("offset").GetInt64());
    }

    /// <summary>A pipeline that has decided something: its topics are there.</summary>
    async Task RunAsync(RunningGateway? gateway = null)
    {
        (gateway ?? _gateway).RunPipeline(_shop);
        await (gateway ?? _gateway).PublishAsync(_shop, [Order("first", 1)]);
    }

    DecideRequest Rpc(string id, double amount) => new() { Topology = _shop.Name, Event = ByteString.CopyFromUtf8(Order(id, amount)) };

    static string Order(string id, double amount) =>
        JsonSerializer.Serialize(
            new
            {
                id,
                at = "2026-03-04T10:00:00Z",
                customer = $"c{id.Length}",
                amount,
            }
        );
}
