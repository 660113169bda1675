using System.Net;
using System.Text.Json;
using Streaming.Gateway.Tests.Fuzzing;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Whoever follows predictions gets each once, whatever is interrupted.</summary>
public sealed class SubscribeTests(Services services) : IAsyncLifetime
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _pipeline = null!;

    string Path => $"/v1/topologies/{_shop.Name}/predictions/stream";

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        // One gateway only runs the pipeline; others come and go.
        _pipeline = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
        _pipeline.RunPipeline(_shop);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        _shop.Dispose();
    }

    /// <summary>The connection breaks, or the gateway with it, after every few messages, while more come.</summary>
    [Fact]
    public async Task No_gap_and_nothing_twice_across_broken_connections_and_restarted_gateways()
    {
        const int Orders = 300;
        await _pipeline.PublishAsync(_shop, Enumerable.Range(0, Orders / 2).Select(i => Order(i)));
        var random = new Random(1);
        var (got, last, gateways) = (new List<string>(), (string?)null, 0);
        var publishing = Task.CompletedTask;
        using var patience = new CancellationTokenSource(Patience);
        while (got.Count < Orders)
        {
            gateways++;
            await using var gateway = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
            if (gateways == 2)
                publishing = _pipeline.PublishAsync(_shop, Enumerable.Range(Orders / 2, Orders / 2).Select(i => Order(i)));
            for (var connections = 0; connections < 3 && got.Count < Orders; connections++)
            {
                var most = random.Next(1, 40);
                var path = last is null ? $"{Path}?from_beginning=true" : Path;
                await foreach (var message in EventStream.ReadAsync(gateway.Client, path, last, patience.Token))
                {
                    // As a browser: the id counts once its message is whole, with data or without.
                    last = message.Id ?? last;
                    if (message.Data is not { } data)
                        continue;
                    got.Add(JsonDocument.Parse(data).RootElement.GetProperty("event_id").GetString()!);
                    if (--most == 0 || got.Count == Orders)
                        break;
                }
            }
        }

        await publishing;
        gateways.ShouldBeGreaterThan(2);
        got.ShouldBeUnique();
        got.ShouldBe(Enumerable.Range(0, Orders).Select(i => $"o{i}"), ignoreOrder: true);
    }

    [Fact]
    public async Task Filters_let_through_what_they_name_and_the_cursor_moves_past_the_rest()
    {
        await _pipeline.PublishAsync(_shop, Enumerable.Range(0, 200).Select(i => Order(i)));
        var wanted = Enumerable
            .Range(0, 200)
            .Where(i => i > 100 && i % 5 is 1 or 2)
            .Select(i => $"o{i}")
            .Where(id => int.Parse(id[1..]) > 100);
        using var patience = new CancellationTokenSource(Patience);
        var got = new List<string>();
        string? last = null;
        await foreach (
            var message in EventStream.ReadAsync(
                _pipeline.Client,
                $"{Path}?from_beginning=true&key=c1,c2&decision=large&min_score=0.9&max_score=1",
                stop: patience.Token
            )
        )
        {
            if (message.Data is { } data)
                got.Add(JsonDocument.Parse(data).RootElement.GetProperty("event_id").GetString()!);
            // The first beat after the last of them stands behind all that was passed over.
            if (got.Count == wanted.Count() && message.Data is null)
            {
                last = message.Id;
                break;
            }
        }

        got.ShouldBe(wanted, ignoreOrder: true);
        await _pipeline.PublishAsync(_shop, [Order(999)]);
        await foreach (var message in EventStream.ReadAsync(_pipeline.Client, Path, last, patience.Token))
        {
            if (message.Data is not { } data)
                continue;
            JsonDocument.Parse(data).RootElement.GetProperty("event_id").GetString().ShouldBe("o999");
            break;
        }
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_gone_on_from_is_refused_by_the_status()
    {
        await _pipeline.PublishAsync(_shop, [Order(1)]);
        (await _pipeline.ProblemAsync($"{Path}?cursor=nonsense", 400)).GetProperty("detail").GetString()!.ShouldContain("cursor");
        using var other = new ShopTopology();
        await using var gateway = await RunningGateway.StartAsync(services, _database, [_shop.File, other.File], jobs: 0);
        gateway.RunPipeline(other);
        await gateway.PublishAsync(other, [Order(1)]);
        var cursor = await FirstIdAsync(gateway, $"/v1/topologies/{other.Name}/predictions/stream");
        (await gateway.ProblemAsync($"{Path}?cursor={cursor}", 404)).GetProperty("detail").GetString()!.ShouldContain("another topic");
        (await gateway.ProblemAsync($"{Path}?min_score=NaN", 400)).GetProperty("code").GetString().ShouldBe("invalid");
    }

    /// <summary>Many at a time, and twice each, so that some come while the partitions are looked up for others.</summary>
    [Fact]
    public async Task Whatever_else_is_shown_as_a_cursor_is_the_callers_mistake()
    {
        await _pipeline.PublishAsync(_shop, [Order(1)]);
        var texts = HostileTexts.Texts.Where(t => t.Length is > 0 and < 1000 && t != "\ud800").ToList();
        await Parallel.ForEachAsync(
            texts.Concat(texts),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (text, stop) =>
            {
                using var answer = await _pipeline.Client.GetAsync(
                    $"{Path}?cursor={Uri.EscapeDataString(text)}",
                    HttpCompletionOption.ResponseHeadersRead,
                    stop
                );
                answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
            }
        );
    }

    /// <summary>Whoever listens is told to come back by the end of the answer, and nobody waits for them.</summary>
    [Fact]
    public async Task A_server_that_stops_ends_its_streams_in_order_and_takes_no_more_than_it_can()
    {
        await _pipeline.PublishAsync(_shop, [Order(1)]);
        var gateway = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0, new GatewayLimits { Streams = 1 });
        await using var stream = EventStream.ReadAsync(gateway.Client, Path).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await stream.MoveNextAsync()).ShouldBeTrue();
        (await gateway.ProblemAsync(Path, 429)).GetProperty("code").GetString().ShouldBe("busy");
        var stopping = gateway.DisposeAsync();
        while (await stream.MoveNextAsync())
            stream.Current.Data.ShouldBeNull();
        await stopping;
    }

    static async Task<string> FirstIdAsync(RunningGateway gateway, string path)
    {
        await foreach (var message in EventStream.ReadAsync(gateway.Client, path))
        {
            if (message.Id is { } id)
                return id;
        }

        throw new InvalidOperationException("the stream ended");
    }

    static string Order(int i) =>
        $$"""{"id":"o{{i}}","at":"2026-03-04T1{{i / 3600}}:{{i / 60 % 60:00}}:{{i % 60:00}}Z","customer":"c{{i % 5}}","amount":{{i}}}""";
}
