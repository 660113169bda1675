using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Client;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.Client;

/// <summary>The package for .NET programs, against a gateway and a pipeline that run.</summary>
public sealed class ClientTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;
    StreamingClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100));
        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File]);
        _client = StreamingClient.Create(_gateway.Address.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_model_is_sent_with_rows_that_it_scores()
    {
        var registered = await _client.RegisterModelAsync(
            _shop.Name,
            _shop.Name,
            new MemoryStream(ShopModels.Above(200).Bytes.ToArray()),
            new MemoryStream("amount,orders_1d\n150,1\n250,2\n"u8.ToArray()),
            new() { Output = "score" }
        );
        (registered.Version, registered.IsNew, registered.Proof.Rows).ShouldBe((2, true, 2));
        registered.Hash.ShouldBe(ShopModels.Above(200).Hash);
        var nothing = new MemoryStream("nothing"u8.ToArray());
        await Should.ThrowAsync<StreamingCallException>(() => _client.RegisterModelAsync(_shop.Name, _shop.Name, nothing));
    }

    [Fact]
    public async Task Files_are_sent_and_what_comes_of_them_is_read()
    {
        static MemoryStream Rows() => new("amount,orders_1d\n50,1\n150,2\n"u8.ToArray());
        await using var shares = await _client.ExplainModelAsync(_shop.Name, 1, Rows(), Rows());
        (await new StreamReader(shares).ReadLineAsync()).ShouldBe("amount,orders_1d,base,score");
        var tried = await _client.TryDetectorAsync(Rows(), new() { Column = "amount", Detector = "page-hinkley" });
        (tried.Values, tried.File).ShouldBe((2, "rows.csv"));
        (
            await Should.ThrowAsync<StreamingCallException>(() =>
                _client.ExportDatasetAsync("4805acc7", new() { Format = ExportFormat.Arrow })
            )
        ).Status.ShouldBe(HttpStatusCode.NotFound);
        var nothing = await Should.ThrowAsync<StreamingCallException>(() =>
            _client.ProveRecordAsync(_shop.Name, Rows(), Rows(), new() { Id = "o1" })
        );
        nothing.Message.ShouldContain("no record 'o1'");
    }

    [Fact]
    public async Task What_is_published_decided_and_followed_is_there_once()
    {
        _gateway.RunPipeline(_shop);
        var one = await _client.PublishAsync(_shop.Name, Order.Of(0));
        one.Count.ShouldBe(1);
        one.Records!.Count.ShouldBe(1);
        // The same again under a key of the caller's own is not there twice.
        var twice = new List<SentRecords>();
        for (var i = 0; i < 2; i++)
            twice.Add(await _client.PublishBatchAsync(_shop.Name, [Order.Of(1), Order.Of(2)], idempotencyKey: "two"));
        twice[1].Records.ShouldBe(twice[0].Records);
        long sent = 0;
        await foreach (var batch in _client.PublishStreamAsync(_shop.Name, Orders(3, 5000)))
            sent += batch.Count;
        sent.ShouldBe(4997);
        var decided = await _client.DecideAsync(_shop.Name, Order.Of(5000, amount: 500));
        decided.Prediction.Decision.ShouldBe("large");
        decided.Prediction.EventId.ShouldBe("o5000");

        // Begin, leave, and go on there with another client.
        var seen = new List<Prediction>();
        var wanted = new SubscribeRequest { FromBeginning = true };
        await foreach (var prediction in _client.SubscribeAsync(_shop.Name, wanted))
        {
            seen.Add(prediction);
            if (seen.Count == 1000)
                break;
        }

        var other = StreamingClient.Create(_gateway.Address.ToString());
        await foreach (var prediction in other.SubscribeAsync(_shop.Name, new SubscribeRequest { Cursor = seen[^1].Cursor }))
        {
            seen.Add(prediction);
            if (seen.Count == 5001)
                break;
        }

        seen.Select(p => p.EventId).ShouldBe(Enumerable.Range(0, 5001).Select(i => $"o{i}"), ignoreOrder: true);
        seen[0].Model.Name.ShouldBe(_shop.Name);

        var large = new List<Prediction>();
        await foreach (var prediction in _client.SubscribeAsync(_shop.Name, wanted with { Decision = ["large"], MinScore = 0.5 }))
        {
            large.Add(prediction);
            break;
        }

        large[0].EventId.ShouldBe("o5000");
    }

    [Fact]
    public async Task Operations_are_methods_and_long_work_is_a_job()
    {
        await RunAsync();
        await _client.DecideAsync(_shop.Name, Order.Of(1));
        (await _client.ListTopologiesAsync()).Select(t => t.Name).ShouldBe([_shop.Name]);
        var status = await _client.GetStatusAsync(_shop.Name, new GetStatusRequest { Wait = true, Timeout = TimeSpan.FromMinutes(2) });
        status.Scored.ShouldBe(2);
        var record = (await _client.FindRecordAsync(_shop.Name, new FindRecordRequest { Id = "o1" })).Single();
        record.Decision.ShouldBe("small");
        record.Fields["customer"].GetString().ShouldBe("c1");
        (await _client.ListRecordsAsync(_shop.Name, new ListRecordsRequest { Key = "c1" })).Records.Count.ShouldBe(1);
        (await _client.ReadPredictionsAsync(_shop.Name).ToListAsync()).Select(p => p.LineageId).ShouldContain(record.LineageId);
        await using (var table = await _client.ExportLineageAsync(_shop.Name, new ExportLineageRequest { Format = ExportFormat.Csv }))
            (await new StreamReader(table).ReadToEndAsync()).ShouldContain("o1");

        var progress = new List<JobState>();
        var job = await _client.Because("Zwölf Gründe").VerifyLineageAsync(_shop.Name);
        (await job.ShowAsync()).Why.ShouldBe("Zwölf Gründe");
        var verified = await job.WaitAsync(new Heard(progress));
        JsonSerializer.Serialize(verified).ShouldContain(_shop.Name);
        progress[^1].ShouldBe(JobState.Done);
        var replayed = await (await _client.ReplayLineageAsync(_shop.Name)).WaitAsync();
        JsonSerializer.Serialize(replayed).ShouldContain("Compared");

        var answer = await _client.InferAsync(
            _shop.Name,
            [
                [50, 1],
                [500, 2],
            ]
        );
        answer.Decisions.ShouldBe(["small", "large"]);
        answer.Scores[1].ShouldBe(0.9f, 0.001f);
        (await _client.ShowModelAsync(_shop.Name)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_goes_wrong_is_told_in_the_servers_words()
    {
        var missing = await Should.ThrowAsync<StreamingCallException>(() => _client.GetStatusAsync("nowhere"));
        (missing.Status, missing.Code).ShouldBe((HttpStatusCode.NotFound, "missing"));
        missing.Message.ShouldContain("nowhere");
        var refused = await Should.ThrowAsync<StreamingCallException>(() =>
            _client.PublishBatchAsync(_shop.Name, (object[])[Order.Of(1), new { amount = 1 }])
        );
        refused.Code.ShouldBe("invalid");
        refused.Records.Single().Index.ShouldBe(1);
        await Should.ThrowAsync<StreamingCallException>(async () =>
            await _client.SubscribeAsync(_shop.Name, new SubscribeRequest { Cursor = "none" }).FirstAsync()
        );
        await RunAsync();
        var rejected = await Should.ThrowAsync<StreamingCallException>(() => _client.DecideAsync(_shop.Name, Order.Of(2, amount: -1)));
        (rejected.Code, rejected.Reason).ShouldBe(("rejected", "out-of-range"));
        rejected.Record!.ShouldStartWith($"{_shop.Name}.orders/");
    }

    [Fact]
    public async Task A_program_with_dependency_injection_shows_its_key()
    {
        await using var guarded = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0, identity: true);
        var key = await _client.CreateApiKeyAsync(new CreateApiKeyRequest { Name = "till", Roles = [Role.Viewer] });
        await using var program = new ServiceCollection()
            .AddStreamingClient(o => (o.Address, o.ApiKey) = (guarded.Address, key.Key))
            .Services.BuildServiceProvider();
        (await program.GetRequiredService<StreamingClient>().ListTopologiesAsync()).Count.ShouldBe(1);
        var stranger = await Should.ThrowAsync<StreamingCallException>(() =>
            StreamingClient.Create(guarded.Address.ToString()).ListTopologiesAsync()
        );
        stranger.Code.ShouldBe("unauthenticated");
        var asked = 0;
        var byToken = StreamingClient.Create(
            new StreamingClientOptions
            {
                Address = guarded.Address,
                Token = _ =>
                {
                    asked++;
                    return ValueTask.FromResult(key.Key);
                },
            }
        );
        var forbidden = await Should.ThrowAsync<StreamingCallException>(() => byToken.ListRecordsAsync(_shop.Name));
        forbidden.Code.ShouldBe("refused");
        asked.ShouldBe(1);
    }

    /// <summary>A pipeline that has decided something: its topics are there.</summary>
    async Task RunAsync()
    {
        _gateway.RunPipeline(_shop);
        await _client.PublishAsync(_shop.Name, Order.Of(0));
        await _client.GetStatusAsync(_shop.Name, new GetStatusRequest { Wait = true, Timeout = TimeSpan.FromMinutes(1) });
    }

    static async IAsyncEnumerable<Order> Orders(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (i % 1000 == 0)
                await Task.Yield();
            yield return Order.Of(i);
        }
    }

    sealed record Order(string Id, [property: JsonPropertyName("at")] DateTime Time, string Customer, double Amount)
    {
        public static Order Of(int i, double amount = 10) =>
            new($"o{i}", new DateTime(2018, 6, 11, 0, 0, 0, DateTimeKind.Utc).AddSeconds(i), $"c{i % 7}", amount);
    }

    sealed class Heard(List<JobState> states) : IProgress<DescribedJob>
    {
        public void Report(DescribedJob value) => states.Add(value.State);
    }
}
