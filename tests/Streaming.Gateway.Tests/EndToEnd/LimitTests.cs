using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Streaming.Application.Operations;
using Streaming.Application.ReadAccess;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Rpc.V1;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>
/// What clients may ask for in a time, and what becomes of those who ask for more. Nothing depends on how fast they are: they all ask at
/// the same time, many times as often as they may in the time that answering them could take.
/// </summary>
public sealed class LimitTests(Services services) : IDisposable
{
    const int Many = 100;

    readonly ShopTopology _shop = new();

    string Events => $"/v1/topologies/{_shop.Name}/events";

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_again_and_others_are_not()
    {
        await using var gateway = await GatewayAsync(new() { ClientRequests = 1 }, identity: true);
        using var eager = gateway.ClientOf((await gateway.KeyAsync([Role.Viewer])).Key);
        using var other = gateway.ClientOf((await gateway.KeyAsync([Role.Viewer])).Key);
        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => eager.GetAsync("/v1/drift-detectors")));
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.OK);
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        refused.Headers.GetValues("RateLimit-Policy").ShouldBe(["\"requests\";q=1;w=1, \"records\";q=100000;w=1"]);
        refused.Headers.GetValues("RateLimit").ShouldHaveSingleItem().ShouldMatch("^\"requests\";r=[01];t=[01], \"records\";r=100000;t=0$");
        var problem = await RunningGateway.JsonAsync(refused, 429);
        problem.GetProperty("limit").GetString().ShouldBe("requests");
        problem.GetProperty("code").GetString().ShouldBe("busy");

        (await other.GetAsync("/v1/drift-detectors")).StatusCode.ShouldBe(HttpStatusCode.OK);
        // Probes are answered however often they come.
        var probes = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => eager.GetAsync("/health/live")));
        probes.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK);
        await Eventually.TrueAsync(
            async () => (await eager.GetAsync("/v1/drift-detectors")).StatusCode == HttpStatusCode.OK,
            "what was used up comes back"
        );
    }

    [Fact]
    public async Task Records_are_counted_and_not_only_requests()
    {
        await using var gateway = await GatewayAsync(new() { ClientRecords = 20 });
        (await gateway.PostAsync(Events, Orders("a", 21), 400)).GetProperty("detail").GetString()!.ShouldContain("20 a second");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, Many).Select(i => gateway.Client.PostAsync(Events, Json(Orders($"b{i}-", 20))))
        );
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.OK);
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        (await RunningGateway.JsonAsync(refused, 429)).GetProperty("limit").GetString().ShouldBe("records");

        // Lines wait instead, since what was sent of them cannot be taken back.
        var lines = new StringContent(
            string.Join('\n', Enumerable.Range(0, 50).Select(i => Order($"c{i}"))),
            Encoding.UTF8,
            "application/x-ndjson"
        );
        var sent = await RunningGateway.JsonAsync(await gateway.Client.PostAsync(Events, lines), 200);
        sent.GetProperty("count").GetInt64().ShouldBe(50);
    }

    [Fact]
    public async Task Rows_to_be_scored_are_counted()
    {
        var database = await services.NewDatabaseAsync();
        await using var gateway = await GatewayAsync(new() { ClientRecords = 20 }, database: database);
        await ShopModels.PromoteAsync(_shop, database, ShopModels.Above(100));
        var answers = await Task.WhenAll(
            Enumerable.Range(0, Many).Select(_ => gateway.Client.PostAsync($"/v2/models/{_shop.Name}/infer", Json(Rows(20))))
        );
        answers.ShouldContain(a => a.StatusCode == HttpStatusCode.OK);
        using var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        JsonDocument
            .Parse(await refused.Content.ReadAsStringAsync())
            .RootElement.GetProperty("error")
            .GetString()!
            .ShouldContain("20 records a second");
    }

    [Fact]
    public async Task Over_gRPC_the_same_is_told_in_trailers()
    {
        await using var gateway = await GatewayAsync(new() { ClientRequests = 1 });
        var faults = await Task.WhenAll(
            Enumerable
                .Range(0, Many)
                .Select(async _ =>
                {
                    try
                    {
                        await gateway.Rpc.CallAsync<CallRequest, CallResponse>(
                            RpcCalls.Streaming,
                            "Call",
                            new CallRequest { Operation = "drift.detectors" }
                        );
                        return null;
                    }
                    catch (RpcException e)
                    {
                        return e;
                    }
                })
        );
        var fault = faults.OfType<RpcException>().First();
        fault.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        fault.Trailers.GetValue("retry-after").ShouldBe("1");
        fault.Trailers.GetValue("grpc-retry-pushback-ms").ShouldBe("1000");
        fault.Trailers.GetValue("streaming-limit").ShouldBe("requests");
        var status = fault.GetRpcStatus()!;
        status.Code.ShouldBe((int)StatusCode.ResourceExhausted);
        status.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan().ShouldBe(TimeSpan.FromSeconds(1));
        var info = status.GetDetail<ErrorInfo>()!;
        (info.Domain, info.Reason, info.Metadata["limit"]).ShouldBe(("streaming", "BUSY", "requests"));
    }

    [Fact]
    public async Task What_is_refused_is_counted_by_what_refused_it()
    {
        var refused = new ConcurrentQueue<(string Code, string Status, string Limit, string Protocol)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "streaming.gateway.refusals")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, _, tags, _) => refused.Enqueue((Tag(tags[0]), Tag(tags[1]), Tag(tags[2]), Tag(tags[3])))
        );
        listener.Start();
        await using var gateway = await GatewayAsync(new() { ClientRecords = 7 });

        await gateway.PostAsync(Events, Orders("a", 8), 400);
        await gateway.Client.GetAsync("/v1/nothing-here");
        await Should.ThrowAsync<RpcException>(
            gateway.Rpc.CallAsync<CallRequest, CallResponse>(RpcCalls.Streaming, "Call", new CallRequest { Operation = "no.such" })
        );
        await Task.WhenAll(Enumerable.Range(0, Many).Select(i => gateway.Client.PostAsync(Events, Json(Orders($"c{i}-", 7)))));

        // Other tests' gateways count here too.
        refused.ShouldContain(("invalid", "400", "", "http"));
        refused.ShouldContain(("missing", "404", "", "http"));
        refused.ShouldContain(r => r.Protocol == "grpc");
        refused.ShouldContain(("busy", "429", "records", "http"));

        static string Tag(KeyValuePair<string, object?> tag) => (string)tag.Value!;
    }

    [Fact]
    public async Task Whoever_guesses_keys_is_heard_no_more_for_a_while()
    {
        await using var gateway = await GatewayAsync(new() { Guesses = 2 }, identity: true);
        using var known = gateway.ClientOf((await gateway.KeyAsync([Role.Viewer])).Key);
        (await known.GetAsync("/v1/drift-detectors")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var guessing = gateway.ClientOf(Application.Identity.ApiKeyText.Create().Text);
        var answers = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => guessing.GetAsync("/v1/drift-detectors")));
        answers.Select(a => (int)a.StatusCode).Distinct().Order().ShouldBe([401, 429]);
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 30);
        (await RunningGateway.JsonAsync(refused, 429)).GetProperty("limit").GetString().ShouldBe("guesses");

        // Showing nothing is no guess.
        (await gateway.Client.GetAsync("/v1/drift-detectors")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await gateway.Log.FlushAsync();
        (await gateway.RunAsync(new ReadAccessOperation(), new ReadAccessRequest())).ShouldContain(c =>
            c.Operation == "authenticate" && c.Outcome == "too_many"
        );
    }

    /// <summary>Events that wait for their decisions hold places for decisions alone, and only of their topology.</summary>
    [Fact]
    public async Task Places_of_one_kind_are_not_those_of_another()
    {
        var limits = new GatewayLimits { TopologyDecisions = new(1, 1) };
        await using var gateway = await GatewayAsync(limits);
        await using (var pipeline = await GatewayAsync(new()))
        {
            pipeline.RunPipeline(_shop);
            await pipeline.PublishAsync(_shop, [Order("first")]);
        }

        // Nobody decides any more: one waits for its decision, one for a place, and one for nothing.
        using var over = new CancellationTokenSource();
        var asked = Enumerable.Range(0, 3).Select(i => DecideAsync(gateway, $"d{i}", over.Token)).ToList();
        var first = await Task.WhenAny(asked);
        (await RunningGateway.JsonAsync(await first, 429)).GetProperty("limit").GetString().ShouldBe("places");
        var (code, detail) = await gateway.Rpc.FailAsync<DecideRequest, DecideResponse>(
            RpcCalls.Streaming,
            "Decide",
            new DecideRequest { Topology = _shop.Name, Event = ByteString.CopyFromUtf8(Order("r1")) }
        );
        (code, detail.Contains("1 wait", StringComparison.Ordinal)).ShouldBe((StatusCode.ResourceExhausted, true));
        await gateway.PostAsync(Events, Order("e1"));
        await over.CancelAsync();
        foreach (var one in asked.Where(a => a != first))
            await Should.ThrowAsync<OperationCanceledException>(one);
    }

    Task<HttpResponseMessage> DecideAsync(RunningGateway gateway, string id, CancellationToken stop)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/topologies/{_shop.Name}/decide") { Content = Json(Order(id)) };
        request.Headers.Add("Prefer", "wait=60");
        return gateway.Client.SendAsync(request, stop);
    }

    async Task<RunningGateway> GatewayAsync(GatewayLimits limits, bool identity = false, string? database = null) =>
        await RunningGateway.StartAsync(
            services,
            database ?? await services.NewDatabaseAsync(),
            [_shop.File],
            jobs: 0,
            limits,
            identity: identity
        );

    static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    static string Orders(string prefix, int count) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(i => Order($"{prefix}{i}")))}]";

    static string Order(string id) => $$"""{"id":"{{id}}","at":"2026-03-04T10:00:00Z","customer":"c1","amount":5}""";

    static string Rows(int count)
    {
        var data = string.Join(',', Enumerable.Range(0, count).Select(i => $"{i * 70},{i}"));
        return $$"""{"inputs":[{"name":"features","datatype":"FP32","shape":[{{count}},2],"data":[{{data}}]}]}""";
    }
}
